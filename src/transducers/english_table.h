// The English that the grammar of a transducer knows by heart: function words, verbs, irregular
// forms. A word that is not here is still carried exactly; it is only treated as regular.
#pragma once

#include <array>
#include <string_view>

namespace dragoman::transducers {

// What a function word does to the word it leans on.
enum class CliticKind { kDeterminer, kPreposition, kConnective, kAuxiliary, kOther };

struct CliticWord {
  std::string_view text;
  CliticKind kind;
};

// The most frequent first; a place in this list is part of every encoded text.
inline constexpr auto kClitics = std::to_array<CliticWord>({
    {"the", CliticKind::kDeterminer},
    {"of", CliticKind::kPreposition},
    {"a", CliticKind::kDeterminer},
    {"and", CliticKind::kConnective},
    {"to", CliticKind::kOther},
    {"in", CliticKind::kPreposition},
    {"is", CliticKind::kAuxiliary},
    {"for", CliticKind::kPreposition},
    {"was", CliticKind::kAuxiliary},
    {"on", CliticKind::kPreposition},
    {"her", CliticKind::kDeterminer},
    {"his", CliticKind::kDeterminer},
    {"with", CliticKind::kPreposition},
    {"are", CliticKind::kAuxiliary},
    {"at", CliticKind::kPreposition},
    {"has", CliticKind::kAuxiliary},
    {"an", CliticKind::kDeterminer},
    {"from", CliticKind::kPreposition},
    {"by", CliticKind::kPreposition},
    {"each", CliticKind::kDeterminer},
    {"per", CliticKind::kPreposition},
    {"have", CliticKind::kAuxiliary},
    {"had", CliticKind::kAuxiliary},
    {"were", CliticKind::kAuxiliary},
    {"be", CliticKind::kAuxiliary},
    {"been", CliticKind::kAuxiliary},
    {"will", CliticKind::kAuxiliary},
    {"would", CliticKind::kAuxiliary},
    {"can", CliticKind::kAuxiliary},
    {"could", CliticKind::kAuxiliary},
    {"do", CliticKind::kAuxiliary},
    {"does", CliticKind::kAuxiliary},
    {"did", CliticKind::kAuxiliary},
    {"their", CliticKind::kDeterminer},
    {"its", CliticKind::kDeterminer},
    {"my", CliticKind::kDeterminer},
    {"your", CliticKind::kDeterminer},
    {"our", CliticKind::kDeterminer},
    {"or", CliticKind::kConnective},
    {"but", CliticKind::kConnective},
    {"not", CliticKind::kOther},
    {"as", CliticKind::kConnective},
    {"than", CliticKind::kConnective},
    {"if", CliticKind::kConnective},
    {"when", CliticKind::kConnective},
    {"every", CliticKind::kDeterminer},
    {"some", CliticKind::kDeterminer},
    {"no", CliticKind::kDeterminer},
    {"any", CliticKind::kDeterminer},
    {"into", CliticKind::kPreposition},
    {"about", CliticKind::kPreposition},
    {"after", CliticKind::kPreposition},
    {"before", CliticKind::kPreposition},
    {"during", CliticKind::kPreposition},
    {"between", CliticKind::kPreposition},
    {"over", CliticKind::kPreposition},
    {"under", CliticKind::kPreposition},
    {"through", CliticKind::kPreposition},
    {"should", CliticKind::kAuxiliary},
    {"must", CliticKind::kAuxiliary},
    {"may", CliticKind::kAuxiliary},
});

// Other words that are no content: pronouns, question words, adverbs of degree.
inline constexpr auto kFurtherFunctionWords = std::to_array<std::string_view>({
    "i",        "me",      "you",      "he",      "him",        "she",     "it",     "we",
    "us",       "they",    "them",     "who",     "whom",       "whose",   "which",  "what",
    "where",    "why",     "how",      "that",    "this",       "these",   "those",  "there",
    "here",     "then",    "so",       "because", "while",      "until",   "since",  "am",
    "being",    "having",  "doing",    "might",   "shall",      "all",     "both",   "many",
    "much",     "more",    "most",     "few",     "less",       "least",   "other",  "such",
    "only",     "also",    "very",     "too",     "just",       "up",      "down",   "out",
    "off",      "again",   "mine",     "yours",   "hers",       "ours",    "theirs", "myself",
    "yourself", "himself", "herself",  "itself",  "themselves", "without", "within", "against",
    "among",    "though",  "although", "unless",  "whether",    "upon",
});

// Words that open a clause.
inline constexpr auto kClauseOpeners = std::to_array<std::string_view>({
    "and",   "but",   "or",  "if",   "when",  "as",     "than",     "before",  "after",
    "that",  "which", "who", "what", "how",   "why",    "where",    "because", "while",
    "until", "since", "so",  "then", "whose", "though", "although", "unless",  "whether",
});

struct IrregularVerb {
  std::string_view base, past, participle;  // participle "" where it is the past
};

inline constexpr auto kIrregularVerbs = std::to_array<IrregularVerb>({
    {"become", "became", ""},
    {"begin", "began", "begun"},
    {"bend", "bent", ""},
    {"bite", "bit", "bitten"},
    {"bleed", "bled", ""},
    {"blow", "blew", "blown"},
    {"break", "broke", "broken"},
    {"bring", "brought", ""},
    {"build", "built", ""},
    {"buy", "bought", ""},
    {"catch", "caught", ""},
    {"choose", "chose", "chosen"},
    {"come", "came", ""},
    {"creep", "crept", ""},
    {"dig", "dug", ""},
    {"draw", "drew", "drawn"},
    {"drink", "drank", "drunk"},
    {"drive", "drove", "driven"},
    {"eat", "ate", "eaten"},
    {"fall", "fell", "fallen"},
    {"feed", "fed", ""},
    {"feel", "felt", ""},
    {"fight", "fought", ""},
    {"find", "found", ""},
    {"flee", "fled", ""},
    {"fly", "flew", "flown"},
    {"forget", "forgot", "forgotten"},
    {"forgive", "forgave", "forgiven"},
    {"freeze", "froze", "frozen"},
    {"get", "got", "gotten"},
    {"give", "gave", "given"},
    {"go", "went", "gone"},
    {"grow", "grew", "grown"},
    {"hang", "hung", ""},
    {"hear", "heard", ""},
    {"hide", "hid", "hidden"},
    {"hold", "held", ""},
    {"keep", "kept", ""},
    {"know", "knew", "known"},
    {"lay", "laid", ""},
    {"lead", "led", ""},
    {"leave", "left", ""},
    {"lend", "lent", ""},
    {"light", "lit", ""},
    {"lose", "lost", ""},
    {"make", "made", ""},
    {"mean", "meant", ""},
    {"meet", "met", ""},
    {"pay", "paid", ""},
    {"ride", "rode", "ridden"},
    {"ring", "rang", "rung"},
    {"rise", "rose", "risen"},
    {"run", "ran", ""},
    {"say", "said", ""},
    {"see", "saw", "seen"},
    {"seek", "sought", ""},
    {"sell", "sold", ""},
    {"send", "sent", ""},
    {"shake", "shook", "shaken"},
    {"shine", "shone", ""},
    {"shoot", "shot", ""},
    {"sing", "sang", "sung"},
    {"sink", "sank", "sunk"},
    {"sit", "sat", ""},
    {"sleep", "slept", ""},
    {"speak", "spoke", "spoken"},
    {"spend", "spent", ""},
    {"spin", "spun", ""},
    {"stand", "stood", ""},
    {"steal", "stole", "stolen"},
    {"stick", "stuck", ""},
    {"strike", "struck", ""},
    {"sweep", "swept", ""},
    {"swim", "swam", "swum"},
    {"swing", "swung", ""},
    {"take", "took", "taken"},
    {"teach", "taught", ""},
    {"tear", "tore", "torn"},
    {"tell", "told", ""},
    {"think", "thought", ""},
    {"throw", "threw", "thrown"},
    {"understand", "understood", ""},
    {"wake", "woke", "woken"},
    {"wear", "wore", "worn"},
    {"weave", "wove", "woven"},
    {"weep", "wept", ""},
    {"win", "won", ""},
    {"wind", "wound", ""},
    {"write", "wrote", "written"},
});

inline constexpr auto kRegularVerbs = std::to_array<std::string_view>({
    "accept",     "add",      "agree",     "allow",    "answer",     "appear",   "apply",
    "arrange",    "arrive",   "ask",       "bake",     "behave",     "believe",  "belong",
    "borrow",     "burn",     "calculate", "call",     "carry",      "cause",    "change",
    "charge",     "clean",    "climb",     "close",    "collect",    "combine",  "compare",
    "complete",   "consist",  "contain",   "continue", "contribute", "cook",     "cost",
    "count",      "cover",    "create",    "cross",    "cut",        "dance",    "decide",
    "decrease",   "define",   "deliver",   "describe", "determine",  "develop",  "die",
    "distribute", "divide",   "donate",    "double",   "drop",       "earn",     "employ",
    "end",        "enjoy",    "enter",     "equal",    "establish",  "exchange", "exercise",
    "exist",      "expect",   "explain",   "fill",     "finish",     "fit",      "follow",
    "force",      "form",     "gain",      "gather",   "guess",      "happen",   "harvest",
    "hate",       "help",     "hire",      "hit",      "hope",       "hurt",     "imagine",
    "include",    "increase", "introduce", "invite",   "involve",    "join",     "jump",
    "kick",       "kill",     "knit",      "lack",     "last",       "laugh",    "learn",
    "let",        "lift",     "like",      "line",     "listen",     "live",     "look",
    "love",       "manage",   "marry",     "measure",  "mix",        "move",     "multiply",
    "need",       "notice",   "offer",     "open",     "order",      "organize", "own",
    "pack",       "paint",    "pass",      "perform",  "pick",       "place",    "plan",
    "plant",      "play",     "pour",      "practice", "prepare",    "produce",  "promise",
    "provide",    "publish",  "pull",      "purchase", "push",       "put",      "raise",
    "reach",      "read",     "realize",   "receive",  "reduce",     "release",  "remain",
    "remember",   "remove",   "rent",      "repair",   "replace",    "require",  "rest",
    "return",     "save",     "score",     "seem",     "separate",   "serve",    "set",
    "share",      "shop",     "show",      "shut",     "sign",       "smile",    "solve",
    "split",      "spread",   "start",     "state",    "stay",       "stop",     "store",
    "study",      "suffer",   "suggest",   "supply",   "suppose",    "talk",     "taste",
    "test",       "thank",    "tie",       "touch",    "trade",      "train",    "travel",
    "treat",      "triple",   "try",       "turn",     "use",        "visit",    "wait",
    "walk",       "want",     "wash",      "waste",    "watch",      "water",    "weigh",
    "wish",       "wonder",   "work",      "worry",    "wrap",
});

inline constexpr auto kAdjectives = std::to_array<std::string_view>({
    "big",   "bright", "cheap", "clean",  "close", "cold",  "cool",  "dark",  "deep",   "dry",
    "early", "easy",   "fast",  "fat",    "few",   "great", "happy", "hard",  "heavy",  "high",
    "hot",   "kind",   "large", "late",   "light", "long",  "loud",  "low",   "near",   "new",
    "nice",  "old",    "poor",  "quick",  "quiet", "rich",  "safe",  "short", "simple", "slow",
    "small", "smart",  "soft",  "strong", "sweet", "tall",  "thick", "thin",  "tight",  "tiny",
    "warm",  "weak",   "wet",   "wide",   "wise",  "young",
});

struct IrregularPlural {
  std::string_view singular, plural;
};

inline constexpr auto kIrregularPlurals = std::to_array<IrregularPlural>({
    {"child", "children"}, {"man", "men"},       {"woman", "women"},     {"foot", "feet"},
    {"tooth", "teeth"},    {"goose", "geese"},   {"mouse", "mice"},      {"person", "people"},
    {"half", "halves"},    {"loaf", "loaves"},   {"leaf", "leaves"},     {"knife", "knives"},
    {"life", "lives"},     {"wife", "wives"},    {"shelf", "shelves"},   {"wolf", "wolves"},
    {"calf", "calves"},    {"thief", "thieves"}, {"potato", "potatoes"}, {"tomato", "tomatoes"},
    {"hero", "heroes"},    {"echo", "echoes"},   {"go", "goes"},         {"ox", "oxen"},
});

// Verbs of several syllables that double their last letter: "referred".
inline constexpr auto kDoublingVerbs = std::to_array<std::string_view>({
    "admit",
    "begin",
    "commit",
    "control",
    "forget",
    "occur",
    "permit",
    "prefer",
    "refer",
    "regret",
    "submit",
    "transfer",
});

}  // namespace dragoman::transducers
