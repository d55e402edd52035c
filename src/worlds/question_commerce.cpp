// What does the order cost? One of the prices counts.
#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

constexpr int kGoods = 3;
constexpr int kLeastPrice = 2, kHighestPrice = 5;
constexpr int kLeastOrder = 2, kLargestOrder = 3;

struct Deal {
  int price = 0;
  int number = 0;
};

// By total.
const std::vector<std::vector<Deal>>& deals() {
  static const auto all = [] {
    std::map<int, std::vector<Deal>> totals;
    for (int price = kLeastPrice; price <= kHighestPrice; ++price)
      for (int number = kLeastOrder; number <= kLargestOrder; ++number)
        totals[price * number].push_back({price, number});
    std::vector<std::vector<Deal>> listed;
    for (auto& [total, ways] : totals) listed.push_back(std::move(ways));
    return listed;
  }();
  return all;
}

// "The apple costs three dollars."
Meaning priced(ConceptId good, int price) {
  Meaning meaning = event(good, concept_named("cost"), counted(concept_named("dollar"), price));
  meaning.first.tense = Tense::kPresent;
  return meaning;
}

// A price that makes the total wrong.
int other_price(int price, Rng& rng) {
  const int other = kLeastPrice + static_cast<int>(rng.below(kHighestPrice - kLeastPrice));
  return other < price ? other : other + 1;
}

// The total is drawn first, so that all are equally frequent.
Question sample(const QuestionWords& words, Rng& rng) {
  const std::vector<ConceptId> goods = words.things(kGoods, rng);
  const auto& ways = deals()[rng.below(deals().size())];
  const Deal deal = ways[rng.below(ways.size())];
  const size_t wanted = rng.below(kGoods);
  Question question;
  for (size_t i = 0; i < kGoods; ++i)
    question.told.push_back(
        priced(goods[i], i == wanted ? deal.price : other_price(deal.price, rng)));
  question.ordered = {counted(goods[wanted], deal.number)};
  question.asked = counted(concept_named("dollar"), kHowMany);
  return question;
}

std::optional<std::string> answer(const Question& question) {
  if (question.ordered.empty()) return std::nullopt;
  int total = 0;
  for (const Nominal& good : question.ordered)
    for (const Meaning& price : question.told)
      if (price.first.subject.core.head == good.head && price.first.object)
        total += number_of(good) * number_of(price.first.object->core);
  return std::to_string(total);
}

Working working(const Question& question) {
  const Nominal& good = question.ordered.front();
  for (const Meaning& price : question.told)
    if (price.first.subject.core.head == good.head)
      return fmt::format("{} * {}", number_of(good), number_of(price.first.object->core));
  throw_failure("nothing is told of the price of what is ordered");
}

}  // namespace

QuestionDomain commerce_questions() {
  return {"commerce", "What an order costs, by a list of prices.", sample, answer, working};
}

}  // namespace dragoman::worlds
