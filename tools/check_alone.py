"""The repository speaks of itself alone: no machine's paths, no foreign hosts, no tickets."""

import re

from checkout import Report, arguments, files

# Where a text may point: standards, papers, licences, and places that nobody owns.
HOSTS = {"www.apache.org", "arxiv.org", "aclanthology.org", "www.unicode.org", "localhost",
         "127.0.0.1", "www.w3.org", "json-schema.org", "example.com", "example.org", "doi.org"}
HOST = re.compile(r"\b(?:https?|ftp|git|ssh)://(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)*)")
MACHINE_PATH = re.compile(r"(?<![\w.$}~*)\]/-])/(?:home|root|work|workspace|opt|mnt|Users)/\w")
TICKET = re.compile(r"(?<!\w)(?:issue|ticket|pull request|PR)s?\s+#?\d+|\(#\d+\)", re.I)
RULES = (
    (MACHINE_PATH, "a path of one machine"),
    (TICKET, "a ticket's number; say what is true instead"),
)
BINARY = {".png", ".safetensors", ".gz", ".zst", ".model", ".bin", ".ico", ".woff2"}


def check_line(report, path, number, line):
    for pattern, why in RULES:
        match = pattern.search(line)
        if match:
            report.problem(path, number, f"{match.group().strip()!r}: {why}")
    for match in HOST.finditer(line):
        if match.group(1) not in HOSTS and not match.group(1).endswith(".test"):
            report.problem(path, number, f"{match.group(1)!r}: a host; the checkout names none")


def main():
    root = arguments(__doc__).root.resolve()
    report = Report("alone", root)
    count = 0
    for path in files(root):
        if path.suffix in BINARY or path.name == "LICENSE":
            continue
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue  # a test's deliberate bytes
        count += 1
        for number, line in enumerate(lines, 1):
            check_line(report, path, number, line)
    report.finish(f"{count} files")


if __name__ == "__main__":
    main()
