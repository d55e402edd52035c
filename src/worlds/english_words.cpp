#include "worlds/english_words.h"

namespace dragoman::worlds {
namespace {

constexpr const char* kPeople =
    "man:men woman:women child:children|kid boy girl mother father|dad sister brother friend|pal "
    "teacher doctor|physician farmer baker king queen soldier sailor neighbor guest student singer "
    "dancer painter driver nurse judge lawyer writer|author thief:thieves hunter "
    "fisherman:fishermen "
    "merchant|trader servant priest prince princess uncle aunt cousin grandmother grandfather baby "
    "engineer pilot barber tailor carpenter shepherd gardener waiter clerk poet scientist mayor "
    "captain actor chef stranger widow twin hero:heroes giant witch wizard pirate miner monk "
    "potter "
    "weaver beggar";

constexpr const char* kAnimals =
    "dog|hound cat bird horse cow lamb goat pig|hog chicken rabbit wolf:wolves bear lion "
    "tiger elephant monkey snake|serpent frog turtle mouse:mice rat bee ant spider eagle owl crow "
    "pigeon goose:geese donkey camel zebra fox squirrel whale dolphin shark crab butterfly "
    "beetle lizard parrot hen rooster kitten|kitty puppy";

constexpr const char* kThings =
    "book letter picture|image apple bread cake egg potato:potatoes onion carrot orange grape "
    "lemon pear cherry nut cheese soup stone|rock stick knife:knives fork spoon plate cup|mug "
    "bottle "
    "glass bowl pot basket box bag|sack chair table bed lamp candle mirror clock window door key "
    "rope needle hammer nail axe wheel cart wagon boat|ship bicycle car|automobile train plane "
    "coat|jacket "
    "hat shirt dress shoe|boot sock glove scarf:scarves belt ring necklace coin jewel|gem crown "
    "sword "
    "shield arrow drum flute guitar violin bell flag map newspaper pen pencil brush ladder broom "
    "bucket|pail blanket|cover pillow|cushion carpet|rug curtain towel soap flower rose tree "
    "leaf:leaves "
    "branch seed root feather shell bone ball|sphere doll toy|plaything kite gift|present card "
    "ticket poem "
    "story|tale song secret answer|reply message medicine tool machine engine camera telephone "
    "radio "
    "statue tent fence barrel|cask blade";

constexpr const char* kSites =
    "house|home garden|yard forest|wood river|stream mountain|peak village|hamlet city|town "
    "street|road "
    "school market|bazaar church|chapel castle|palace bridge field|meadow farm kitchen "
    "room|chamber cellar "
    "roof tower harbor|port beach|shore island lake|pond sea|ocean desert valley cave|cavern hill "
    "hospital "
    "library station theater museum restaurant|inn shop|store office prison|jail temple "
    "factory|mill "
    "stable|barn square park corner|nook wall";

constexpr const char* kAdjectives =
    "big|large small|little old|ancient young new|recent red blue|azure green yellow white black "
    "brown "
    "happy|glad sad|unhappy angry|furious tired|weary hungry thirsty|parched rich|wealthy poor "
    "strong weak|feeble "
    "fast|quick slow|sluggish hot cold|chilly warm cool clean dirty|filthy heavy light|weightless "
    "long|lengthy "
    "short|brief tall|high low deep shallow wide|broad narrow thick thin|slim round flat sharp "
    "dull "
    "soft hard|solid wet|damp dry empty full clever|smart stupid|foolish brave|bold shy|timid "
    "kind|gentle "
    "cruel noble lazy|idle busy proud|haughty famous|renowned strange|odd beautiful|pretty ugly "
    "bright|shiny "
    "dark quiet|silent loud|noisy cheap expensive|costly sweet bitter fresh rotten broken sick|ill";

constexpr const char* kIntransitive =
    "sleep:slept|slumber walk run:ran laugh|giggle cry|weep:wept sing:sang dance swim:swam "
    "jump|leap fall:fell "
    "sit:sat stand:stood wait smile|grin shout|yell whisper|murmur arrive|come:came "
    "depart|leave:left "
    "return work|toil rest|relax live|dwell die|perish grow:grew shine:shone wake:woke kneel:knelt "
    "sneeze cough yawn tremble|shake:shook dream fly:flew crawl|creep:crept climb hide:hid "
    "appear|emerge "
    "disappear|vanish hurry|rush play pray travel|journey limp snore stumble|trip:tripped sweat "
    "lie:lay";

constexpr const char* kTransitive =
    "see:saw|notice hear:heard watch|observe help|aid carry follow|pursue call visit push|shove "
    "pull|drag:dragged wash|rinse paint open close|seal touch admire "
    "greet|welcome chase kick remember|recall forget:forgot love|adore hate|despise like|enjoy "
    "fear|dread "
    "want|desire need|require find:found|discover lose:lost|misplace hold:held keep:kept "
    "break:broke "
    "repair|fix build:built make:made buy:bought|purchase steal:stole|rob:robbed catch:caught "
    "throw:threw|toss "
    "drop:dropped lift|raise choose:chose|select draw:drew count describe praise|applaud "
    "blame|accuse "
    "mock|ridicule guard|protect attack|assault avoid|evade meet:met know:knew trust "
    "believe|accept understand:understood|grasp "
    "examine|inspect invite kiss hug:hugged bite:bit eat:ate cook taste smell hunt|stalk "
    "seek:sought|search ride:rode drive:drove move weigh measure "
    "burn|scorch destroy|ruin bury save|rescue punish|discipline thank respect|honor "
    "ignore|neglect envy miss "
    "copy imitate interrupt surprise|astonish";

constexpr const char* kDitransitive =
    "give:gave|hand show:showed|display send:sent|mail sell:sold bring:brought|deliver "
    "lend:lent|loan offer|propose "
    "promise explain|clarify teach:taught serve|feed:fed "
    "recommend|suggest pass award|grant entrust|assign";

constexpr const char* kManner =
    "quickly|rapidly slowly quietly|silently loudly|noisily happily|gladly sadly angrily|furiously "
    "carefully|cautiously "
    "carelessly badly|poorly well gently|softly bravely|boldly secretly openly|publicly "
    "patiently|calmly eagerly|keenly "
    "nervously|anxiously proudly politely rudely gracefully clumsily lazily|idly "
    "seriously|earnestly "
    "suddenly|abruptly easily|effortlessly together alone honestly";

constexpr const char* kTime =
    "yesterday< recently<|lately< tomorrow> soon>|shortly> today now always|constantly "
    "often|frequently sometimes|occasionally "
    "daily nightly rarely|seldom again|anew early";

constexpr const char* kNames =
    "Anna Ben Clara David Emma Felix Greta Hugo Ida Jonas Karla Leo Maria Nils Olga Paul Rosa "
    "Simon "
    "Tara Victor Wanda Yusuf Zoe Adam Bella Carlos Diana Erik Fatima George Helen Ivan Julia Kevin "
    "Laura "
    "Marcus Nora Oscar Petra Quentin Ruth Stefan";

}  // namespace

const std::vector<WordTable>& english_words() {
  static const std::vector<WordTable> tables = {
      {Category::kNoun, Sense::kPerson, kPeople},
      {Category::kNoun, Sense::kAnimal, kAnimals},
      {Category::kNoun, Sense::kThing, kThings},
      {Category::kNoun, Sense::kSite, kSites},
      {Category::kName, Sense::kPerson, kNames},
      {Category::kPronoun, Sense::kPerson, "I you he she we they"},
      {Category::kIntransitive, Sense::kNone, kIntransitive},
      {Category::kTransitive, Sense::kNone, kTransitive},
      {Category::kDitransitive, Sense::kNone, kDitransitive},
      {Category::kAdjective, Sense::kNone, kAdjectives},
      {Category::kManner, Sense::kNone, kManner},
      {Category::kTime, Sense::kNone, kTime},
      {Category::kRelation, Sense::kNone,
       "in on under|beneath near behind beside above|over around outside"},
      {Category::kConnector, Sense::kNone, "and but because when|while although|though"},
      {Category::kPronoun, Sense::kQuestion, "who what"},
      {Category::kTransitive, Sense::kQuestion, "cost:costed"},
      {Category::kNoun, Sense::kQuestion, "dollar"},
  };
  return tables;
}

}  // namespace dragoman::worlds
