/* SPDX-License-Identifier: Apache-2.0
 * How much memory there is: that of the control group, else of the machine. */
#include "nginx/ngx_http_cofferdam_module.h"


#define NGX_HTTP_COFFERDAM_CGROUP_MAX  512


/* Reads a number from a file; 0: not there, or "max". */
static uint64_t
ngx_http_cofferdam_read_number(const char *path)
{
    FILE                *f;
    unsigned long long   number;

    f = fopen(path, "re");
    if (f == NULL) {
        return 0;
    }

    if (fscanf(f, "%llu", &number) != 1) {
        number = 0;
    }

    fclose(f);

    return number;
}


/* The path of this process in a hierarchy: "0::" (v2) or ":memory:" (v1). */
static ngx_int_t
ngx_http_cofferdam_cgroup(const char *mark, char *path, size_t size)
{
    FILE  *f;
    char   line[NGX_HTTP_COFFERDAM_CGROUP_MAX], *p;

    f = fopen("/proc/self/cgroup", "re");
    if (f == NULL) {
        return NGX_DECLINED;
    }

    while (fgets(line, sizeof(line), f) != NULL) {
        p = strstr(line, mark);
        if (p == NULL) {
            continue;
        }

        p += ngx_strlen(mark);
        p[strcspn(p, "\n")] = '\0';
        ngx_cpystrn((u_char *) path, (u_char *) p, size);
        fclose(f);

        return NGX_OK;
    }

    fclose(f);

    return NGX_DECLINED;
}


static uint64_t
ngx_http_cofferdam_cgroup_bytes(const char *mark, const char *root,
    const char *file)
{
    char      group[NGX_HTTP_COFFERDAM_CGROUP_MAX];
    char      path[2 * NGX_HTTP_COFFERDAM_CGROUP_MAX];
    uint64_t  bytes;

    if (ngx_http_cofferdam_cgroup(mark, group, sizeof(group)) == NGX_OK) {
        (void) snprintf(path, sizeof(path), "%s%s/%s", root, group, file);

        bytes = ngx_http_cofferdam_read_number(path);
        if (bytes) {
            return bytes;
        }
    }

    /* in a container the group of the process is the root that it sees */

    (void) snprintf(path, sizeof(path), "%s/%s", root, file);

    return ngx_http_cofferdam_read_number(path);
}


uint64_t
ngx_http_cofferdam_memory_bytes(void)
{
    uint64_t  machine, v1, v2;

    machine = (uint64_t) sysconf(_SC_PHYS_PAGES)
              * (uint64_t) sysconf(_SC_PAGESIZE);

    v2 = ngx_http_cofferdam_cgroup_bytes("0::", "/sys/fs/cgroup",
                                         "memory.max");
    v1 = ngx_http_cofferdam_cgroup_bytes(":memory:", "/sys/fs/cgroup/memory",
                                         "memory.limit_in_bytes");

    if (v2 && v2 < machine) {
        machine = v2;
    }

    if (v1 && v1 < machine) {
        machine = v1;
    }

    return machine;
}
