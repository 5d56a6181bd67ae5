/* SPDX-License-Identifier: Apache-2.0
 * The DOM interface of simdjson, as fast as its documents say to use it: one parser that keeps its
 * memory, bodies with padding, no copies, no exceptions. */
#include "bench/peer.h"

#include <new>
#include <string>

#include <simdjson.h>

#include "bench/body.h"

static_assert(BENCH_PADDING_BYTES >= simdjson::SIMDJSON_PADDING, "bodies have room behind them");

struct bench_peer {
    simdjson::dom::parser parser;
};

static void add_text(std::string_view text, struct bench_counts *counts)
{
    counts->string_count++;
    counts->text_bytes += text.size();
}

/* As deep as the document is; the corpora are a few levels deep. */
static void walk(simdjson::dom::element element, struct bench_counts *counts)
{
    switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
        for (simdjson::dom::key_value_pair field : simdjson::dom::object(element)) {
            add_text(field.key, counts);
            walk(field.value, counts);
        }
        break;
    case simdjson::dom::element_type::ARRAY:
        for (simdjson::dom::element inner : simdjson::dom::array(element))
            walk(inner, counts);
        break;
    case simdjson::dom::element_type::STRING:
        add_text(std::string_view(element), counts);
        break;
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
        counts->number_count++;
        break;
    default:
        break;
    }
}

enum cfd_status bench_peer_new(struct bench_peer **out_peer)
{
    struct bench_peer *peer = new (std::nothrow) bench_peer;

    if (peer == nullptr)
        return CFD_ERR_MEMORY;
    *out_peer = peer;
    return CFD_OK;
}

void bench_peer_free(struct bench_peer *peer)
{
    delete peer;
}

enum cfd_status bench_peer_read(struct bench_peer *peer, struct cfd_bytes body,
                                struct bench_counts *counts)
{
    simdjson::dom::element document;

    if (peer->parser.parse(body.ptr, body.len, false).get(document) != simdjson::SUCCESS)
        return CFD_ERR_FORMAT;
    walk(document, counts);
    return CFD_OK;
}

const char *bench_peer_path(void)
{
    static const std::string name = simdjson::get_active_implementation()->name();

    return name.c_str();
}
