// What must arrive unchanged: numbers, tags, placeholders, addresses.
#include "metrics/preservation.h"

#include <gtest/gtest.h>

#include "metrics/catalog.h"
#include "text/numbers.h"

namespace dragoman::metrics {
namespace {

double kept(const char* metric, std::string_view source, std::string_view hypothesis) {
  return catalog().make(metric)->sentence_score(hypothesis, {.source = source});
}

TEST(Numbers, AreReadInEveryScriptAndWithAnySeparator) {
  using Found = std::vector<std::string>;
  EXPECT_EQ(text::numbers_in("1,000.5 and 1.000,5"), (Found{"10005", "10005"}));
  EXPECT_EQ(text::numbers_in("\u0663\u0664 \uff15 \u096c"), (Found{"34", "5", "6"}));
  EXPECT_EQ(text::numbers_in("1\u202f000, 2 3."), (Found{"1000", "2", "3"}));
  EXPECT_EQ(text::numbers_in("7 77 777", 2), (Found{"77", "777"}));
  EXPECT_EQ(text::numbers_in("none\xff"), Found{});
}

TEST(Numbers, LostAndInventedOnesCount) {
  EXPECT_EQ(kept("numbers", "tola 12 miru 1.5", "12 kesa 1,5"), 100.0);
  EXPECT_EQ(kept("numbers", "tola 12 miru 15", "12 kesa"), 100.0 * 2 / 3);
  EXPECT_EQ(kept("numbers", "tola 12", "12 kesa 13"), 100.0 * 2 / 3);
  EXPECT_EQ(kept("numbers", "12 12", "12"), 100.0 * 2 / 3);
  EXPECT_EQ(kept("numbers", "tola", "kesa"), 100.0);
}

TEST(Tags, AreComparedWithTheirAttributes) {
  EXPECT_EQ(kept("tags", "<b>tola</b> <br/>", "<br/><b>miru</b>"), 100.0);
  EXPECT_EQ(kept("tags", "<a href=\"x\">tola</a>", "<a href=\"y\">miru</a>"), 50.0);
  EXPECT_EQ(kept("tags", "1 < 2 and 3 > 2", "miru"), 100.0);
}

TEST(Placeholders, OfManyLanguagesAreKnown) {
  for (const char* one : {"{name}", "{{ name }}", "${name}", "%s", "%1$s", "%(name)d", "%-5.2f",
                          "%@", "{}", "%lld"}) {
    EXPECT_EQ(kept("placeholders", one, one), 100.0) << one;
    EXPECT_EQ(kept("placeholders", one, "tola"), 0.0) << one;
  }
  EXPECT_EQ(kept("placeholders", "50 % of it, 100% sure", "miru"), 100.0);
}

TEST(Urls, EndBeforeTheSentencesMarks) {
  EXPECT_EQ(kept("urls", "See https://example.org/a?b=1.", "https://example.org/a?b=1\u3002"),
            100.0);
  EXPECT_EQ(kept("urls", "Mail ku@example.org, or www.example.org!", "ku@example.org"),
            100.0 * 2 / 3);
}

}  // namespace
}  // namespace dragoman::metrics
