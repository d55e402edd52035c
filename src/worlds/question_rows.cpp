#include "worlds/question_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/error.h"
#include "base/json.h"
#include "worlds/question_domain.h"

namespace dragoman::worlds {
namespace {

// Draws without a new question after which there are hardly any left.
constexpr int kPatience = 20000;

class QuestionMaker {
 public:
  QuestionMaker(const World& world, const QuestionRequest& request)
      : world_(world),
        request_(request),
        words_(world),
        hub_(world.languages().front().code),
        weights_(question_domains().size(), request.domains.empty() ? 1.0 : 0.0) {
    for (const auto& [code, rows] : request.rows)
      if (rows < 0) throw_input("language '{}' can't have {} questions", code, rows);
    for (const auto& [code, share] : request.calls) language_of(world, code);
    for (const auto& [code, tier] : request.tiers) language_of(world, code);
    for (const auto& [name, weight] : request.domains)
      weights_[static_cast<size_t>(&question_domain_named(name) - question_domains().data())] =
          weight;
    total_ = std::accumulate(weights_.begin(), weights_.end(), 0.0);
    if (!(total_ > 0.0)) throw_input("no domain of questions has a weight above 0");
  }

  const QuestionDomain& draw_domain(Rng& rng) const {
    double left = rng.uniform() * total_;
    size_t last = 0;
    for (size_t i = 0; i < weights_.size(); ++i) {
      if (weights_[i] <= 0.0) continue;
      last = i;
      if ((left -= weights_[i]) < 0.0) break;
    }
    return question_domains()[last];
  }

  Question draw(const QuestionDomain& domain, Rng& rng) const {
    Question question = domain.sample(words_, rng);
    return request_.distractors ? question : without_distractors(std::move(question), domain);
  }

  data::Row make(const Question& question, const QuestionDomain& domain, const std::string& id,
                 const Language& language) const {
    data::Row row;
    row.source = text_of(question, id, language.code);
    row.references = {domain.answer(question).value()};
    row.source_language = language.code;
    row.target_language = hub_;
    row.domain = domain.name;
    row.id = id + ":" + language.code;
    row.metadata["question"] = id;
    row.metadata["name:" + language.code] = language.name;
    row.metadata["name:" + hub_] = world_.languages().front().name;
    const auto tier = request_.tiers.find(language.code);
    if (tier != request_.tiers.end()) row.metadata["tier"] = tier->second;
    const bool calls = is_answered_with_call(row);
    if (!calls && !request_.working) return row;
    const std::string translation = text_of(question, id, hub_);
    Json said = calls ? call_of(translation) : Json::array();
    const std::string working =
        request_.working ? line_of(domain.working(question), translation) + "\n" : "";
    said.push_back({{"role", "assistant"}, {"content", working + row.references.front()}});
    row.metadata["completion"] = to_line(said);
    return row;
  }

 private:
  // Whatever else was asked for, a question is said in the same words.
  std::string text_of(const Question& question, const std::string& id,
                      const std::string& language) const {
    Rng rng = Rng(request_.seed).derive("question").derive(id).derive(language);
    return render_question(world_, question, language, rng);
  }

  bool is_answered_with_call(const data::Row& row) const {
    const auto share = request_.calls.find(row.source_language);
    return share != request_.calls.end() &&
           Rng(request_.seed).derive("calls").derive(row.id).uniform() < share->second;
  }

  static Json call_of(const std::string& translation) {
    const Json call = {{"type", "function"},
                       {"function", {{"name", "translate"}, {"arguments", Json::object()}}}};
    return Json::array(
        {{{"role", "assistant"}, {"content", ""}, {"tool_calls", Json::array({call})}},
         {{"role", "tool"}, {"content", translation}}});
  }

  // A question's text tells one sentence a line.
  static std::string line_of(const Working& working, std::string_view question) {
    if (const auto* numbers = std::get_if<std::string>(&working)) return *numbers;
    for (size_t skipped = 0; skipped < std::get<size_t>(working); ++skipped)
      question.remove_prefix(question.find('\n') + 1);
    return std::string(question.substr(0, question.find('\n')));
  }

  const World& world_;
  const QuestionRequest& request_;
  QuestionWords words_;
  std::string hub_;
  std::vector<double> weights_;  // by domain
  double total_ = 0.0;
};

}  // namespace

std::vector<data::Row> question_rows(const World& world, const QuestionRequest& request) {
  const QuestionMaker maker(world, request);
  std::vector<std::pair<const Language*, int64_t>> wanted;
  int64_t most = 0;
  for (const auto& [code, rows] : request.rows) {
    wanted.emplace_back(&language_of(world, code), rows);
    most = std::max(most, rows);
  }
  Rng rng =
      Rng(request.seed).derive(request.stream, request.split).derive(world.languages().back().name);
  std::unordered_set<std::string> seen;
  std::vector<data::Row> made;
  for (int fruitless = 0; std::ssize(seen) < most; ++fruitless) {
    if (fruitless == kPatience)
      throw_input(
          "this world ran out after {} different questions; ask for fewer, or give it more "
          "roots",
          seen.size());
    const QuestionDomain& domain = maker.draw_domain(rng);
    const Question question = maker.draw(domain, rng);
    const std::string text = to_text(question);
    if (split_of(text) != request.split || seen.contains(text)) continue;
    const auto number = static_cast<int64_t>(seen.size());
    const std::string id = fmt::format("{:016x}", hash_of(text));
    for (const auto& [language, rows] : wanted)
      if (number < rows) made.push_back(maker.make(question, domain, id, *language));
    seen.insert(text);
    fruitless = 0;
  }
  return made;
}

void QuestionSection::validate(config::Problems& problems) const {
  if (training_rows() == 0) problems.add("rows", "is empty: how many questions in which language?");
}

QuestionRequest QuestionSection::request(Split split, int64_t count) const {
  QuestionRequest request{
      .rows = rows, .domains = domains, .tiers = tiers, .distractors = distractors, .split = split};
  if (split == Split::kTrain) {
    request.calls = call_share;
    request.working = working;
    return request;
  }
  std::vector<std::string> asked = languages;
  if (asked.empty())
    for (const auto& [code, number] : rows) asked.push_back(code);
  std::sort(asked.begin(), asked.end());
  request.rows.clear();
  const auto all = static_cast<int64_t>(asked.size());
  for (int64_t i = 0; i < all; ++i)
    request.rows[asked[static_cast<size_t>(i)]] = count / all + (i < count % all ? 1 : 0);
  return request;
}

int64_t QuestionSection::training_rows() const {
  int64_t all = 0;
  for (const auto& [code, number] : rows) all += number;
  return all;
}

}  // namespace dragoman::worlds
