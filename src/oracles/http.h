// Posts to a web server, with libcurl, which is loaded with the first client.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::oracles {

enum class HttpTrouble {
  kNone,
  kTimeout,
  kUnreachable,  // refused, unknown host: nothing was sent
  kConnection,   // cut off
  kTooLong,      // the body never ends
  kTls,          // a certificate that is not trusted; the same next time
  kAddress,      // of a kind that can't be asked
  kStopped       // by HttpClient::stop
};

struct HttpReply {
  HttpTrouble trouble = HttpTrouble::kNone;
  std::string why;  // of trouble
  int64_t status = 0;
  std::string body;
  std::optional<double> retry_after;  // seconds that the server asks for
};

struct HttpSettings {
  double timeout = 120.0;  // seconds, the whole reply
  double connect_timeout = 20.0;
  Path ca_file;  // certificates that are trusted; empty: the system's
  std::vector<std::string> headers;
};

// Thread-safe; connections are kept. A server on this machine is asked without a proxy, all others
// by the proxy that the environment names.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings);
  ~HttpClient();

  HttpReply post(const std::string& url, const std::string& body);
  // Requests in flight end soon, later ones at once.
  void stop() { stopped_ = true; }

 private:
  class Connection;
  std::unique_ptr<Connection> take();

  HttpSettings settings_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

// "5", "0.5", or a date (RFC 9110, section 10.2.3): seconds from now, at least 0; nothing for
// anything else.
std::optional<double> read_retry_after(const std::string& value);

}  // namespace dragoman::oracles
