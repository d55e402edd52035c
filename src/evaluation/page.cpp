#include "evaluation/page.h"

#include "evaluation/html.h"

namespace dragoman::evaluation {

std::string html_page(std::string_view title, std::string_view body, std::string_view footer) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>" +
      escape(title) + "</title><style>";
  page += kStyleSheet;
  page += "</style></head><body>\n";
  page += body;
  return page + "<footer>" + escape(footer) + "</footer></body></html>\n";
}

}  // namespace dragoman::evaluation
