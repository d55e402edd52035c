// libcurl's functions, loaded on first use: its thirty libraries would double the start of every
// command that asks nobody.
#pragma once

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

namespace dragoman::oracles {

struct Curl {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
  decltype(&curl_getdate) getdate;
};

// A system without libcurl is the user's error and says which package has it.
const Curl& curl();

}  // namespace dragoman::oracles
