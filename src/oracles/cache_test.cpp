#include "oracles/cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "oracles/questions_for_tests.h"

namespace dragoman::oracles {
namespace {

CacheKey key(const std::string& draft) { return {"teacher", "refine", "de-en", "Haus", draft}; }

Answer text_answer(const std::string& text) {
  Answer answer;
  answer.text = text;
  return answer;
}

TEST(Cache, GivesBackTextsScoresAndStretchesOfAnyBytes) {
  const TemporaryFolder folder("cache");
  const std::string odd("雪\0\xff\xfe 'x' \"y\"\n", 18);
  Answer scored;
  scored.score = -0.1;
  scored.stretches = {{0, 3, 1.0}, {4, 9, -0.25}};
  {
    Cache cache(folder.path() / "new" / "answers.sqlite");
    cache.keep(key(odd), text_answer(odd));
    cache.keep(key("scored"), scored);
  }
  Cache cache(folder.path() / "new" / "answers.sqlite");
  EXPECT_EQ(cache.find(key(odd))->text, odd);
  EXPECT_FALSE(cache.find(key(odd))->score.has_value());
  EXPECT_EQ(cache.find(key("scored"))->score, -0.1);
  EXPECT_EQ(cache.find(key("scored"))->stretches, scored.stretches);
}

TEST(Cache, TellsEveryPartOfAKeyApart) {
  Cache cache{Path()};
  cache.keep(key("a"), text_answer("A"));
  for (std::string CacheKey::*part : {&CacheKey::oracle, &CacheKey::ask, &CacheKey::direction,
                                      &CacheKey::source, &CacheKey::draft}) {
    CacheKey other = key("a");
    other.*part += "x";
    EXPECT_FALSE(cache.find(other).has_value());
  }
  EXPECT_EQ(cache.find(key("a"))->text, "A");
}

TEST(Cache, KeepsTheFirstOfTwoAnswers) {
  Cache cache{Path()};
  cache.keep(key("a"), text_answer("first"));
  cache.keep(key("a"), text_answer("second"));
  EXPECT_EQ(cache.find(key("a"))->text, "first");
}

// A child keeps answers and says so; it is killed in the midst of it.
TEST(Cache, HoldsWhateverWasKeptBeforeTheProgramWasKilled) {
  const TemporaryFolder folder("cache");
  const Path file = folder.path() / "answers.sqlite";
  for (int round = 0; round < 3; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      Cache cache(file);
      for (int i = 0;; ++i) {
        const std::string draft = std::to_string(round) + "-" + std::to_string(i);
        cache.keep(key(draft), text_answer(draft + " mended"));
        if (write(ends[1], &i, sizeof i) != sizeof i) _exit(1);
      }
    }
    close(ends[1]);
    int last = -1;
    while (last < 40 && read(ends[0], &last, sizeof last) == sizeof last) {
    }
    kill(child, SIGKILL);
    while (read(ends[0], &last, sizeof last) == sizeof last) {
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    Cache cache(file);
    for (int i = 0; i <= last; ++i) {
      const std::string draft = std::to_string(round) + "-" + std::to_string(i);
      ASSERT_EQ(cache.find(key(draft))->text, draft + " mended");
    }
  }
}

}  // namespace
}  // namespace dragoman::oracles
