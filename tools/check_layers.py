"""Holds every #include under src/ against src/modules.txt: modules, and outside libraries."""

import re

from checkout import Report, arguments, files

# Outside libraries by the beginning of the header's name. What is not here and has a slash is
# unknown and refused; what has none is the standard's or the system's.
OUTSIDE = {
    "nlohmann/": "json", "toml++/": "toml", "toml.hpp": "toml", "CLI/": "cli11", "unicode/": "icu",
    "pcre2": "pcre2", "cld2/": "cld2", "zlib.h": "zlib", "zstd": "zstd", "ATen/": "torch",
    "torch/": "torch", "c10/": "torch", "caffe2/": "torch", "fbgemm/": "torch", "mkl": "torch",
    "httplib": "http", "curl/": "curl", "sqlite3": "sqlite", "spdlog/": "spdlog", "hwy/": "hwy",
    "simdjson": "simdjson", "yaml-cpp/": "yaml", "mpi.h": "mpi", "nccl": "nccl", "tbb/": "tbb",
    "pugixml": "pugixml", "faiss/": "faiss", "sentencepiece": "sentencepiece", "mecab": "mecab",
    "fasttext/": "fasttext", "rapidcheck": "rapidcheck", "Eigen/": "eigen", "openssl/": "openssl",
}
EVERYWHERE = {"fmt"}  # linked into every module by cmake/module.cmake
IN_TESTS = {"gtest", "gmock", "rapidcheck", "http"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SYSTEM_FOLDERS = ("sys/", "linux/", "netinet/", "arpa/", "net/")


def read_modules(root, report):
    """name -> (modules it may include, outside libraries); a line may only name lines above it."""
    modules = {}
    path = root / "src" / "modules.txt"
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r"([a-z_]+):(.*)", line)
        if not match:
            continue
        name, words = match.group(1), match.group(2).split()
        inside = {word for word in words if not word.startswith("+")}
        for word in sorted(inside - modules.keys()):
            report.problem(path, number, f"{name} names {word}, which is not above it")
        modules[name] = (inside, {word[1:] for word in words if word.startswith("+")})
    return modules


def library_of(header):
    for start, library in OUTSIDE.items():
        if header.startswith(start):
            return library
    if "/" in header and not header.startswith(SYSTEM_FOLDERS):
        return header.split("/")[0]
    return None


def complaint(module, header, inside):
    """Why `module` may not include our own "header"; None when it may."""
    target = header.split("/")[0]
    if target == module or target in inside:
        return None
    return f'{module} includes "{header}", but its line in src/modules.txt does not name {target}'


def outside_complaint(module, header, libraries):
    """Why `module` may not include an outside <header>; None when it may."""
    library = library_of(header)
    if library is None or library in libraries:
        return None
    return f"{module} includes <{header}>, but its line in src/modules.txt does not have +{library}"


def includes_of(path):
    """[(line, `"` or `<`, header)]"""
    found = enumerate(map(INCLUDE.match, path.read_text().splitlines()), 1)
    return [(number, *match.groups()) for number, match in found if match]


def test_files(root, includes):
    """Names under src/ of tests, and of headers that nothing but tests includes."""
    includers = {}
    for path, lines in includes.items():
        for _, quote, header in lines:
            if quote == '"':
                includers.setdefault(header, set()).add(path.relative_to(root / "src").as_posix())
    tests = {name for users in includers.values() for name in users if "_test." in name}
    tests |= {path.relative_to(root / "src").as_posix() for path in includes
              if path.stem.endswith("_test")}
    grown = True
    while grown:  # a header for tests may be used by another one
        more = {header for header, users in includers.items() if users <= tests} - tests
        tests, grown = tests | more, bool(more)
    return tests


def check_file(report, path, includes, allowed):
    """`allowed` is (modules, outside libraries); the file's own module is always allowed."""
    module = path.relative_to(report.root).parts[1]
    inside, outside = allowed
    for number, quote, header in includes:
        if quote == "<":
            wrong = outside_complaint(module, header, outside)
        elif not (report.root / "src" / header).exists():
            wrong = f'"{header}" is not a file under src/ (includes are written from there)'
        else:
            wrong = complaint(module, header, inside)
        if wrong:
            report.problem(path, number, wrong)


def main():
    root = arguments(__doc__).root.resolve()
    report = Report("layers", root)
    modules = read_modules(root, report)
    includes = {path: includes_of(path) for path in files(root, ".h", ".cpp")
                if path.relative_to(root).parts[0] == "src"}
    tests = test_files(root, includes)
    for path, lines in includes.items():
        name = path.relative_to(root / "src")
        if len(name.parts) < 2 or name.parts[0] not in modules:
            report.problem(path, 0, "is in no module; add its folder to src/modules.txt")
            continue
        inside, outside = modules[name.parts[0]]
        more = IN_TESTS if name.as_posix() in tests else set()
        check_file(report, path, lines, (inside, outside | EVERYWHERE | more))
    report.finish(f"{len(includes)} files in {len(modules)} modules")


if __name__ == "__main__":
    main()
