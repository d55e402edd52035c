#include "oracles/http.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "base/error.h"
#include "oracles/curl.h"

namespace dragoman::oracles {
namespace {

constexpr size_t kLongestBody = size_t{16} << 20;

HttpTrouble trouble_of(CURLcode code, std::string_view message) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return HttpTrouble::kTimeout;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return HttpTrouble::kUnreachable;
    case CURLE_ABORTED_BY_CALLBACK: return HttpTrouble::kStopped;
    case CURLE_WRITE_ERROR: return HttpTrouble::kTooLong;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return HttpTrouble::kAddress;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR: return HttpTrouble::kTls;
    case CURLE_SSL_CONNECT_ERROR:  // also a connection that broke meanwhile
      return message.find("wrong version") != message.npos ? HttpTrouble::kTls
                                                           : HttpTrouble::kConnection;
    default: return HttpTrouble::kConnection;
  }
}

// The value of the header line when it is `name`'s (lower case, with its colon).
std::optional<std::string> value_of(std::string_view line, std::string_view name) {
  if (line.size() < name.size()) return std::nullopt;
  const auto same = [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); };
  if (!std::equal(name.begin(), name.end(), line.begin(), same)) return std::nullopt;
  const auto first = line.find_first_not_of(" \t", name.size());
  const auto last = line.find_last_not_of(" \t\r\n");
  if (first == line.npos || last < first) return std::nullopt;
  return std::string(line.substr(first, last - first + 1));
}

std::optional<double> read_seconds(const std::string& value) {
  char* end = nullptr;
  const double seconds = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !std::isfinite(seconds)) return std::nullopt;
  return std::max(0.0, seconds);
}

// libcurl calls these with what was given as `user`.
size_t on_body(const char* data, size_t, size_t size, void* user) {
  auto& body = *static_cast<std::string*>(user);
  if (body.size() + size > kLongestBody) return 0;
  body.append(data, size);
  return size;
}

size_t on_header(const char* data, size_t, size_t size, void* user) {
  auto& reply = *static_cast<HttpReply*>(user);
  const std::string_view line(data, size);
  if (const auto exact = value_of(line, "retry-after-ms:")) {
    if (const auto milliseconds = read_seconds(*exact)) reply.retry_after = *milliseconds / 1000.0;
  } else if (const auto value = value_of(line, "retry-after:"); value && !reply.retry_after) {
    reply.retry_after = read_retry_after(*value);
  }
  return size;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(user) ? 1 : 0;
}

bool is_here(const std::string& url) {
  const auto begin = url.find("://");
  const std::string host = begin == url.npos ? url : url.substr(begin + 3);
  return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
}

}  // namespace

std::optional<double> read_retry_after(const std::string& value) {
  if (const auto seconds = read_seconds(value)) return seconds;
  const std::time_t when = curl().getdate(value.c_str(), nullptr);
  if (when < 0) return std::nullopt;
  return std::max(0.0, std::difftime(when, std::time(nullptr)));
}

// One handle of libcurl's, with the connection it keeps. One thread at a time.
class HttpClient::Connection {
 public:
  Connection(const HttpSettings& settings, const std::atomic<bool>& stopped)
      : curl_(curl()), handle_(curl_.easy_init()) {
    for (const std::string& header : settings.headers)
      headers_ = curl_.slist_append(headers_, header.c_str());
    set(CURLOPT_HTTPHEADER, headers_);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, message_);
    set(CURLOPT_TIMEOUT_MS, std::lround(settings.timeout * 1000.0));
    set(CURLOPT_CONNECTTIMEOUT_MS, std::lround(settings.connect_timeout * 1000.0));
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, &stopped);
    set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_USERAGENT, "dragoman");
    if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
  }
  ~Connection() {
    curl_.easy_cleanup(handle_);
    curl_.slist_free_all(headers_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  HttpReply post(const std::string& url, const std::string& body) {
    HttpReply reply;
    message_[0] = '\0';
    set(CURLOPT_URL, url.c_str());
    if (is_here(url)) set(CURLOPT_PROXY, "");
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_WRITEDATA, &reply.body);
    set(CURLOPT_HEADERDATA, &reply);
    const CURLcode code = curl_.easy_perform(handle_);
    if (code != CURLE_OK) {
      reply.why = message_[0] != '\0' ? message_ : curl_.easy_strerror(code);
      reply.trouble = trouble_of(code, reply.why);
      return reply;
    }
    long status = 0;
    curl_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    reply.status = status;
    return reply;
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_.easy_setopt(handle_, option, value);
  }

  const Curl& curl_;
  CURL* handle_;
  curl_slist* headers_ = nullptr;
  char message_[CURL_ERROR_SIZE] = "";
};

HttpClient::HttpClient(HttpSettings settings) : settings_(std::move(settings)) { curl(); }

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Connection> HttpClient::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>(settings_, stopped_);
  auto taken = std::move(idle_.back());
  idle_.pop_back();
  return taken;
}

HttpReply HttpClient::post(const std::string& url, const std::string& body) {
  auto connection = take();
  HttpReply reply = connection->post(url, body);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  return reply;
}

}  // namespace dragoman::oracles
