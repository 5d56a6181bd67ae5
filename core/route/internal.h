/* SPDX-License-Identifier: Apache-2.0
 * What template.c asks of the route list and of the memory, segment by segment. */
#ifndef CFD_CORE_ROUTE_INTERNAL_H
#define CFD_CORE_ROUTE_INTERNAL_H

#include "core/route/route.h"

/* A place of the list: what stands before a segment. 0 is no place; there nothing is listed. */
typedef uint32_t cfdi_place;

/* All of these take a NULL list and answer that nothing is there. */
cfdi_place cfdi_list_host(const struct cfd_route_list *list, struct cfd_bytes lower_host);
cfdi_place cfdi_list_literal(const struct cfd_route_list *list, cfdi_place place,
                             struct cfd_bytes segment);
cfdi_place cfdi_list_param(const struct cfd_route_list *list, cfdi_place place);

/* Finds the line that matches segments below host; where several do, the one with a literal
 * furthest to the left, then the one that names the method. *out_target is "host/path" of the line
 * and lives as long as the list. */
bool cfdi_list_find(const struct cfd_route_list *list, cfdi_place host, uint8_t method,
                    const struct cfd_bytes *segments, size_t segment_count,
                    struct cfd_bytes *out_target);

/* A host the memory counts templates of. */
struct cfdi_memory_host;

/* Finds or remembers a host; NULL: there are CFD_ROUTE_HOSTS_MAX others. */
struct cfdi_memory_host *cfdi_memory_host(struct cfd_route_memory *memory, struct cfd_bytes host);

/* All hosts without a name of their own. */
struct cfdi_memory_host *cfdi_memory_rest(struct cfd_route_memory *memory);

/* Key of what was written so far (0 at the start), then `text`. Never 0. */
uint64_t cfdi_memory_key(const struct cfd_route_memory *memory, uint64_t before,
                         struct cfd_bytes text);

/* Whether a word is literal after `place` (keys both); learns that this consumer showed it. */
bool cfdi_memory_word(struct cfd_route_memory *memory, uint64_t place, uint64_t word,
                      uint64_t consumer_hash);

/* Whether a template of the host is known or could be remembered. */
bool cfdi_memory_template(struct cfd_route_memory *memory, struct cfdi_memory_host *host,
                          uint64_t template_key);

#endif
