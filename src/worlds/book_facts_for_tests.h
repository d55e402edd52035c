// What a careful reader takes from the prose of a grammar book: sentence by sentence, without the
// tables that the book was written from.
#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::worlds {

// "A plural recipient (to) is marked by the suffix -ka.": says {plural, recipient}.
struct ReadMark {
  std::set<std::string> says;
  std::string form;
  bool word = false;
  bool before = false;
  bool of_verb = false;
};

struct BookFacts {
  std::vector<ReadMark> marks;
  std::vector<std::string> order;      // of the clause
  std::map<std::string, bool> before;  // "adjectives", "numerals", …: stand before the noun
  std::map<std::string, int> simple;   // numbers
  bool base_before_multiplier = false;
  std::string joiner;  // of the parts of a number
  int base = 10;
  std::map<std::string, std::string> openers;  // of relative clauses -> "who", "whom", "any"
  std::vector<std::string> noun_marks;         // "number", …: from the stem outwards
  std::vector<std::string> verb_marks;
  bool fuses_nouns = false;  // one affix for number and case
  bool unmarked_is_definite = false;
};

class BookText {
 public:
  // As `dragoman world --book` prints it, less the examples.
  explicit BookText(const std::string& book) {
    std::istringstream lines(book);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("## ")) section_ = line;
      if (!line.starts_with("#")) paragraph(line);
    }
  }
  BookFacts take() { return std::move(facts_); }

  static std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    for (size_t at = 0;;) {
      const size_t next = text.find(separator, at);
      parts.emplace_back(text.substr(at, next == text.npos ? text.npos : next - at));
      if (next == text.npos) return parts;
      at = next + separator.size();
    }
  }

 private:
  void paragraph(const std::string& text) {
    for (std::string sentence : split(text, ". ")) {
      if (sentence.ends_with('.')) sentence.pop_back();
      if (!sentence.empty()) read(sentence);
    }
  }

  // What stands behind `opening`, if the sentence begins with it.
  static bool after(const std::string& sentence, std::string_view opening, std::string& rest) {
    if (!sentence.starts_with(opening)) return false;
    rest = sentence.substr(opening.size());
    return true;
  }

  // Those of `words` that the sentence has, as they come.
  static std::vector<std::string> in_order_of(const std::string& sentence,
                                              const std::set<std::string>& words) {
    std::vector<std::string> found;
    for (const std::string& piece : split(sentence, " ")) {
      std::string word = piece.substr(0, piece.find(','));
      if (words.contains(word)) found.push_back(std::move(word));
    }
    return found;
  }

  void read(const std::string& sentence) {
    std::string rest;
    const size_t marked = sentence.find(" is marked by the ");
    if (marked != sentence.npos) mark(sentence.substr(0, marked), sentence.substr(marked + 18));
    if (after(sentence, "The order of a clause is ", rest)) facts_.order = split(rest, ", ");
    if (after(sentence, "Other numbers are said in the order ", rest))
      facts_.base_before_multiplier = rest.starts_with("base");
    if (after(sentence, "Units and the rest are joined by ", rest)) facts_.joiner = rest;
    if (after(sentence, "The simple numbers are ", rest)) {
      for (const std::string& pair : split(rest, ", "))
        facts_.simple[split(pair, " ")[1]] = std::stoi(pair);
    }
    if (after(sentence, "Numbers are counted in ", rest))
      facts_.base = rest == "tens" ? 10 : rest == "twelves" ? 12 : 20;
    if (after(sentence, "Where a noun has several marks, ", rest))
      facts_.noun_marks = in_order_of(rest, {"number", "definiteness", "case"});
    if (after(sentence, "Where a verb has several marks, ", rest))
      facts_.verb_marks = in_order_of(rest, {"negation", "tense", "subject", "question"});
    if (sentence == "One affix marks number and case together") facts_.fuses_nouns = true;
    if (sentence == "A definite noun (the) is unmarked") facts_.unmarked_is_definite = true;
    for (const char* side : {" stand before ", " stand after "})
      if (sentence.find(side) != sentence.npos)
        facts_.before[split(sentence, " ")[0]] = std::string_view(side) == " stand before ";
    const size_t begins = sentence.find(" begins with ");
    if (begins != sentence.npos)
      facts_.openers[sentence.substr(begins + 13)] =
          sentence.find("its subject (who)") != sentence.npos   ? "who"
          : sentence.find("its object (whom)") != sentence.npos ? "whom"
                                                                : "any";
  }

  void mark(const std::string& what, const std::string& how) {
    ReadMark read;
    const std::vector<std::string> words = split(how, " ");
    read.word = words[0] == "word";
    read.form = words[1];
    read.before = words[0] == "prefix" || (read.word && words[2] == "before");
    if (words[0] == "prefix") read.form.pop_back();
    if (words[0] == "suffix") read.form.erase(0, 1);
    if (what == "A subject that has an object") {
      read.says = {"agent"};
    } else {
      for (const std::string& word : split(what, " ")) {
        static const std::set<std::string> known = {
            "singular", "plural", "definite", "indefinite", "object", "recipient", "owner", "place",
            "past",     "future", "Negation", "question",   "I",      "you",       "we",    "they"};
        if (known.contains(word)) read.says.insert(word);
      }
      if (what.ends_with("subject that has an object")) {
        read.says.erase("object");
        read.says.insert("agent");
      }
    }
    read.of_verb = section_.ends_with("Verbs") || section_.ends_with("questions");
    facts_.marks.push_back(std::move(read));
  }

  std::string section_;
  BookFacts facts_;
};

}  // namespace dragoman::worlds
