// Every check refuses its defect and lets its opposite pass.
#include <gtest/gtest.h>

#include "base/error.h"
#include "synthesis/prompts.h"
#include "synthesis/synthesis_for_tests.h"
#include "synthesis/verdict.h"

namespace dragoman::synthesis {
namespace {

constexpr const char* kTask =
    "Schreibe einen Brief an die Stadtverwaltung, in dem du erklärst, warum der alte Spielplatz am "
    "Fluss erneuert werden sollte.";
constexpr const char* kAnswer =
    "Sehr geehrte Damen und Herren, seit vielen Jahren spielen unsere Kinder auf morschen Balken, "
    "und wir bitten Sie, den Platz noch in diesem Sommer zu sanieren.";

Item item_of(const std::string& instruction, const std::string& answer = kAnswer) {
  Item item;
  item.target_language = "de";
  item.instruction = instruction;
  item.answer = answer;
  return item;
}

// Of a check at its moment, with default options, in German.
std::string reason(const std::string& name, Item item, Moment moment) {
  return reason_of(*check_named(name, "de"), item, moment);
}

TEST(Checks, LetAGoodItemPass) {
  for (const CheckEntry& entry : check_catalog().rows()) {
    const auto check = check_named(entry.name, "de");
    for (const Moment moment : {Moment::kInstruction, Moment::kAnswer}) {
      if (!check->looks_at(moment) || check->judge() != Judge::kNobody) continue;
      Item item = item_of(kTask);
      EXPECT_EQ(reason_of(*check, item, moment), "") << entry.name;
    }
  }
}

TEST(Leftovers, AreMarksRulesAndTalk) {
  const auto of = [](const std::string& text) {
    return reason("leftovers", item_of(text), Moment::kInstruction);
  };
  EXPECT_EQ(of("Here is the rewritten task: Schreibe einen Brief."), "leftovers");
  EXPECT_EQ(of(std::string(kTask) + "\n</source>"), "leftovers");
  EXPECT_EQ(of(std::string("```\n") + kTask + "\n```"), "leftovers");
  const std::string rules = kRules;
  EXPECT_EQ(of(kTask + ("\n" + rules.substr(0, rules.find('\n')))), "leftovers");
  EXPECT_EQ(of("Surely, schreibe einen Brief."), "");
}

TEST(Length, HasBoundsForBothTexts) {
  const auto check = check_named("length", "de", "max_instruction = 10\nmin_answer = 3");
  Item item = item_of("12345678901", "ja");
  EXPECT_EQ(reason_of(*check, item, Moment::kInstruction), "too_long");
  EXPECT_EQ(reason_of(*check, item, Moment::kAnswer), "too_short");
  item = item_of("1234567890", "äöü");
  EXPECT_EQ(reason_of(*check, item, Moment::kInstruction), "");
  EXPECT_EQ(reason_of(*check, item, Moment::kAnswer), "");
}

TEST(TooSimple, CountsWordsOrCharacters) {
  EXPECT_EQ(reason("too_simple", item_of("Was ist 2 + 2 ?"), Moment::kInstruction), "too_simple");
  EXPECT_EQ(reason("too_simple", item_of("eins zwei drei vier fünf sechs sieben acht"),
                   Moment::kInstruction),
            "");
  Item item = item_of("首都はどこですか。");
  EXPECT_EQ(reason_of(*check_named("too_simple", "ja"), item, Moment::kInstruction), "too_simple");
  item = item_of("東京の下町を舞台にした短い怪談を書いてください。");
  EXPECT_EQ(reason_of(*check_named("too_simple", "ja"), item, Moment::kInstruction), "");
}

TEST(Language, RefusesAnotherOneInEitherText) {
  const std::string english =
      "Write a letter to the town hall that explains why the old playground by the river should be "
      "renewed.";
  EXPECT_EQ(reason("language", item_of(english), Moment::kInstruction), "wrong_language");
  EXPECT_EQ(reason("language", item_of(kTask, english), Moment::kAnswer), "wrong_language");
  EXPECT_THROW(check_named("language", "qaa"), Error);
}

TEST(Copied, HoldsTheInstructionAgainstItsSource) {
  Item item = item_of(kTask);
  item.origin.source = std::string(kTask) + " Danke.";
  EXPECT_EQ(reason("copied", item, Moment::kInstruction), "copied");
  item.origin.source = "Schreibe einen Brief an die Nachbarn.";
  EXPECT_EQ(reason("copied", item, Moment::kInstruction), "");
}

TEST(Duplicate, KnowsWhatItLetPass) {
  const auto check = check_named("duplicate", "de");
  Item first = item_of("Nenne drei Gründe für den Bau einer Brücke über den Fluss");
  Item again = item_of("Nenne drei Gründe für den Bau einer Straße über den Fluss");
  Item other = item_of("Beschreibe den Geruch eines Waldes nach dem ersten Regen");
  EXPECT_EQ(reason_of(*check, first, Moment::kInstruction), "");
  EXPECT_EQ(reason_of(*check, again, Moment::kInstruction), "duplicate");
  EXPECT_EQ(reason_of(*check, other, Moment::kInstruction), "");
  const auto lenient = check_named("duplicate", "de", "max_rouge_l = 1.0");
  EXPECT_EQ(reason_of(*lenient, first, Moment::kInstruction), "");
  EXPECT_EQ(reason_of(*lenient, again, Moment::kInstruction), "");
  EXPECT_EQ(reason_of(*lenient, first, Moment::kInstruction), "duplicate");
}

TEST(SelfAnswered, SeesAnAnnouncedAndAHiddenAnswer) {
  EXPECT_EQ(reason("self_answered", item_of("Wie hoch ist der Turm?\nAntwort: 12 Meter"),
                   Moment::kInstruction),
            "self_answered");
  EXPECT_EQ(
      reason("self_answered", item_of("Wie hoch ist der Turm?\nAntwort:"), Moment::kInstruction),
      "");
  EXPECT_EQ(reason("self_answered", item_of(std::string(kTask) + " Etwa so: " + kAnswer),
                   Moment::kAnswer),
            "self_answered");
  EXPECT_EQ(reason("self_answered", item_of("Was ist größer, Berlin oder Bonn?", "Berlin"),
                   Moment::kAnswer),
            "");
}

TEST(KnownAnswer, MustStandInTheLastLine) {
  const auto of = [](const std::string& answer, const std::string& known) {
    Item item = item_of(kTask, answer);
    item.known_answer = known;
    return reason("known_answer", item, Moment::kAnswer);
  };
  EXPECT_EQ(of("Erst 4, dann 8.\nErgebnis: 12 Meter.", "12"), "");
  EXPECT_EQ(of("Erst 12.\nErgebnis: 13", "12"), "wrong_result");
  EXPECT_EQ(of("Ergebnis: 120", "12"), "wrong_result");
  EXPECT_EQ(of("Ergebnis: 0,12", "12"), "wrong_result");
  EXPECT_EQ(of("Ergebnis: 12.5", "12"), "wrong_result");
  EXPECT_EQ(of("Also BERLIN!", "berlin"), "");
  EXPECT_EQ(of("答えは12です。", "12"), "");
  EXPECT_EQ(of("irgendwas", ""), "");
}

constexpr const char* kClean =
    R"({"contradiction": false, "hallucination": false, "no_result": false, "why": "fine"})";
constexpr const char* kLie =
    R"({"contradiction": false, "hallucination": true, "no_result": false, "why": "no such book"})";

TEST(Verdict, IsReadStrictly) {
  const std::vector<Point> points = {{"good", false, "bad"}};
  EXPECT_TRUE(read_verdict(" {\"why\": \"\", \"good\": true}\n", points));
  for (const char* reply :
       {"", "true", "{\"good\": true}", "{\"good\": \"true\", \"why\": \"\"}",
        "{\"good\": true, \"why\": null}", "{\"good\": true, \"why\": \"\", \"more\": 1}",
        "```json\n{\"good\": true, \"why\": \"\"}\n```", "Here: {\"good\": true, \"why\": \"\"}",
        "{\"good\": true, \"why\": \"\"", "[{\"good\": true, \"why\": \"\"}]"})
    EXPECT_FALSE(read_verdict(reply, points)) << reply;
}

TEST(Critic, RefusesWhatHalfOfItsReadableVotesRefuse) {
  const auto check = check_named("critic", "de", "votes = 3");
  EXPECT_EQ(check->votes(), 3);
  const auto of = [&](std::vector<std::string> replies) {
    Item item = item_of(kTask);
    const std::string found = reason_of(*check, item, Moment::kAnswer, replies);
    EXPECT_EQ(item.verdicts.at("critic").size(), replies.size());
    return found;
  };
  EXPECT_EQ(of({kClean, kClean, kLie}), "");
  EXPECT_EQ(of({kLie, kClean, kLie}), "hallucination");
  EXPECT_EQ(of({kLie, kClean}), "hallucination");
  EXPECT_EQ(of({"oh", kClean, "hm"}), "");
  EXPECT_EQ(of({"oh", kLie, "hm"}), "hallucination");
  EXPECT_EQ(of({"oh"}), kUnreadable);
}

TEST(Reread, ShowsTheWholeDerivation) {
  const auto check = check_named("reread", "de");
  Item item = item_of(kTask);
  item.steps = {{"draft", "generator", "PROMPT1", "REPLY1"},
                {"answer", "generator", "PROMPT2", "REPLY2"},
                {"critic", "critic", "PROMPT3", kClean}};
  const std::string prompt = check->prompt(item);
  for (const char* piece : {"PROMPT1", "REPLY1", "PROMPT2", "REPLY2", "PROMPT3", "German"})
    EXPECT_NE(prompt.find(piece), prompt.npos) << piece;
  EXPECT_EQ(
      reason_of(*check, item, Moment::kAnswer,
                {R"({"correct": true, "fits_culture": false, "native_style": true, "why": "x"})"}),
      "foreign");
}

TEST(Prompts, NameAPlaceThatNoItemFills) {
  try {
    config::preset(check_catalog(), "critic", {"critic_template = \"{instruction} {anwser}\""});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("answer"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace dragoman::synthesis
