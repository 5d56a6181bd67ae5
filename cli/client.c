/* SPDX-License-Identifier: Apache-2.0
 * libcurl, told to use the socket and nothing else: no proxy, no redirect, no name look-up. */
#include "cli/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include <curl/curl.h>

#include <cofferdam/bytes.h>

#include "cli/command.h"

#define ANSWER_MAX_BYTES (256u << 20) /* 10,000 rows take a few MB */
#define CONNECT_TIMEOUT_MS 1500L
#define ANSWER_TIMEOUT_MS 15000L /* the API itself gives up on the engine after 2 s */
#define URL_BASE "http://cofferdam"

struct answer {
    char *text;
    size_t bytes;
};

struct question {
    CURL *curl;
    struct curl_slist *headers;
    char *url;
    char *body;
};

static size_t on_data(char *data, size_t one, size_t data_bytes, void *ctx)
{
    struct answer *answer = ctx;
    char *text;

    (void)one;
    if (data_bytes > ANSWER_MAX_BYTES - answer->bytes)
        return 0;
    text = realloc(answer->text, answer->bytes + data_bytes + 1);
    if (text == NULL)
        return 0;
    if (data_bytes > 0)
        memcpy(text + answer->bytes, data, data_bytes);
    answer->text = text;
    answer->bytes += data_bytes;
    return data_bytes;
}

static int on_progress(void *ctx, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
                       curl_off_t up)
{
    (void)ctx, (void)down_all, (void)down, (void)up_all, (void)up;
    return cfdi_is_interrupted();
}

/* name=value, each escaped. */
static void put_parameter(CURL *curl, FILE *url, char lead, const char *name, const json_t *value)
{
    char *escaped;

    fprintf(url, "%c%s=", lead, name);
    if (json_is_integer(value)) {
        fprintf(url, "%lld", (long long)json_integer_value(value));
        return;
    }
    escaped = curl_easy_escape(curl, json_string_value(value), (int)json_string_length(value));
    fputs(escaped == NULL ? "" : escaped, url);
    curl_free(escaped);
}

static char *make_url(CURL *curl, const char *path, const json_t *params)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *url = open_memstream(&text, &bytes);
    char lead = '?';
    const char *name;
    json_t *value;

    if (url == NULL)
        return NULL;
    fprintf(url, URL_BASE "%s", path);
    json_object_foreach((json_t *)params, name, value)
    {
        put_parameter(curl, url, lead, name, value);
        lead = '&';
    }
    return fclose(url) == 0 ? text : NULL;
}

static void set_options(const struct run *run, CURL *curl, struct answer *answer)
{
    (void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, run->options.socket);
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ANSWER_TIMEOUT_MS);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "cofferdam/" CFD_VERSION);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
}

/* False: no memory. */
static bool ask_question(struct question *question, const char *path, const json_t *params,
                         bool is_search)
{
    question->url = make_url(question->curl, path, is_search ? NULL : params);
    if (question->url == NULL)
        return false;
    (void)curl_easy_setopt(question->curl, CURLOPT_URL, question->url);
    if (!is_search)
        return true;
    question->body = json_dumps(params, JSON_COMPACT);
    question->headers = curl_slist_append(NULL, "Content-Type: application/json");
    if (question->body == NULL || question->headers == NULL)
        return false;
    (void)curl_easy_setopt(question->curl, CURLOPT_POSTFIELDS, question->body);
    (void)curl_easy_setopt(question->curl, CURLOPT_HTTPHEADER, question->headers);
    return true;
}

/* The body may hold the value that is asked for. */
static void drop_question(struct question *question)
{
    curl_easy_cleanup(question->curl);
    curl_slist_free_all(question->headers);
    free(question->url);
    if (question->body != NULL)
        cfd_wipe(question->body, strlen(question->body));
    free(question->body);
}

static enum exit_code no_connection(const struct run *run, int os_error)
{
    if (os_error == EACCES || os_error == EPERM)
        return cfdi_fail(run, EXIT_DENIED, "its group may: see `ls -l` of it, and adduser",
                         "not permitted to ask the daemon on %s", run->options.socket);
    return cfdi_fail(run, EXIT_COULD_NOT, "start it: systemctl start cofferdam",
                     "the daemon does not answer on %s: %s", run->options.socket,
                     os_error == 0 ? "no connection" : strerror(os_error));
}

static enum exit_code no_answer(const struct run *run, CURL *curl, CURLcode result)
{
    long os_error = 0;

    if (cfdi_is_interrupted())
        return cfdi_fail(run, EXIT_INTERRUPTED, NULL, "interrupted");
    (void)curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
    if (result == CURLE_COULDNT_CONNECT || result == CURLE_COULDNT_RESOLVE_HOST)
        return no_connection(run, (int)os_error);
    return cfdi_fail(run, EXIT_COULD_NOT, "is it overloaded? try: cofferdam status",
                     "the daemon does not answer on %s: %s", run->options.socket,
                     curl_easy_strerror(result));
}

/* What a bad HTTP status means here; the text is the API's own. */
static enum exit_code refused(const struct run *run, long http_status, const struct answer *answer)
{
    json_t *problem = json_loadb(answer->text == NULL ? "" : answer->text, answer->bytes, 0, NULL);
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    enum exit_code code = http_status == 400   ? EXIT_USAGE
                          : http_status == 403 ? EXIT_DENIED
                                               : EXIT_COULD_NOT;

    if (detail == NULL)
        detail = json_string_value(json_object_get(problem, "title"));
    (void)cfdi_fail(run, code, http_status == 404 ? "is the daemon older than this program?" : NULL,
                    "%s: %s", run->command->name, detail == NULL ? "the daemon refused" : detail);
    json_decref(problem);
    return code;
}

static enum exit_code read_answer(const struct run *run, const struct answer *answer,
                                  const char *schema, json_t **out_body)
{
    json_t *body = json_loadb(answer->text == NULL ? "" : answer->text, answer->bytes,
                              JSON_REJECT_DUPLICATES, NULL);
    const char *found = json_string_value(json_object_get(body, "schema"));

    if (found != NULL && strcmp(found, schema) == 0) {
        *out_body = body;
        return EXIT_DONE;
    }
    (void)cfdi_fail(run, EXIT_COULD_NOT, "are daemon and program of one version?",
                    "%s: the daemon's answer is not %s but %s", run->command->name, schema,
                    found == NULL ? "something else" : found);
    json_decref(body);
    return EXIT_COULD_NOT;
}

static enum exit_code perform(const struct run *run, CURL *curl, const struct answer *answer,
                              const char *schema, json_t **out_body)
{
    CURLcode result = curl_easy_perform(curl);
    long http_status = 0;

    if (result != CURLE_OK)
        return no_answer(run, curl, result);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
    if (http_status != 200)
        return refused(run, http_status, answer);
    return read_answer(run, answer, schema, out_body);
}

enum exit_code cfdi_client_ask(const struct run *run, const char *path, const json_t *params,
                               bool is_search, const char *schema, json_t **out_body)
{
    struct answer answer = {NULL, 0};
    struct question question = {NULL, NULL, NULL, NULL};
    enum exit_code code;

    if (strlen(run->options.socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return cfdi_fail_usage(run, NULL, "--socket: the path is too long for a socket");
    question.curl = curl_easy_init();
    if (question.curl == NULL)
        return cfdi_fail(run, EXIT_COULD_NOT, NULL, "%s: no memory", run->command->name);
    set_options(run, question.curl, &answer);
    if (ask_question(&question, path, params, is_search))
        code = perform(run, question.curl, &answer, schema, out_body);
    else
        code = cfdi_fail(run, EXIT_COULD_NOT, NULL, "%s: no memory", run->command->name);
    drop_question(&question);
    free(answer.text);
    return code;
}
