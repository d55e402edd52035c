# The outside libraries that modules.txt may name (+name), each as the target outside_<name>.
function(outside name)
  add_library(outside_${name} INTERFACE)
  target_link_libraries(outside_${name} INTERFACE ${ARGN})
endfunction()

find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
outside(fmt fmt::fmt)
outside(json)
outside(toml)
outside(cli11)
outside(zlib ZLIB::ZLIB)
outside(zstd zstd)
outside(icu icui18n icuuc)
outside(pcre2 pcre2-8)
outside(cld2 cld2)
outside(fasttext fasttext)
outside(mecab mecab)
outside(sentencepiece sentencepiece)
outside(yaml yaml-cpp)
outside(hwy hwy)
outside(curl)  # loaded when a request is made
outside(sqlite sqlite3)
outside(http cpp-httplib)  # of tests

# libtorch, linked by hand: the CUDA wheel's own CMake files insist on a CUDA toolkit, this needs none.
if(NOT EXISTS ${LIBTORCH}/include/ATen/ATen.h)
  message(FATAL_ERROR "libtorch not found at '${LIBTORCH}': run `make build`, or pass -DLIBTORCH=FOLDER")
endif()
# The wheel carries headers of another fmt than the one we link: ours are found first.
get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/headers_first)
file(CREATE_LINK ${fmt_headers}/fmt ${CMAKE_BINARY_DIR}/headers_first/fmt SYMBOLIC)
add_library(outside_torch INTERFACE)
target_include_directories(outside_torch SYSTEM INTERFACE
  ${CMAKE_BINARY_DIR}/headers_first ${LIBTORCH}/include ${LIBTORCH}/include/torch/csrc/api/include)
target_link_directories(outside_torch INTERFACE ${LIBTORCH}/lib)
target_link_libraries(outside_torch INTERFACE torch_cpu c10)
if(EXISTS ${LIBTORCH}/lib/libtorch_cuda.so)
  # Kept although nothing calls into it by name: loading it registers the CUDA kernels.
  target_link_libraries(outside_torch INTERFACE
    -Wl,--no-as-needed torch_cuda c10_cuda -Wl,--as-needed)
  target_compile_definitions(outside_torch INTERFACE DRAGOMAN_CUDA_WHEEL)
endif()
