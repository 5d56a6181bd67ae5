/* SPDX-License-Identifier: Apache-2.0
 * The directives and their inheritance; what is read as root before the
 * workers fork: the worker key and the route list. */
#include "nginx/ngx_http_cofferdam_module.h"


#define NGX_HTTP_COFFERDAM_ROUTES_MAX  (4 * 1024 * 1024)  /* 10,000 lines */


static void *ngx_http_cofferdam_create_main_conf(ngx_conf_t *cf);
static char *ngx_http_cofferdam_init_main_conf(ngx_conf_t *cf, void *conf);
static void *ngx_http_cofferdam_create_loc_conf(ngx_conf_t *cf);
static char *ngx_http_cofferdam_merge_loc_conf(ngx_conf_t *cf, void *parent,
    void *child);
static char *ngx_http_cofferdam_mode(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_cofferdam_path(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_cofferdam_consumer(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_cofferdam_group(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_cofferdam_later(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static ngx_int_t ngx_http_cofferdam_preconfiguration(ngx_conf_t *cf);
static ngx_int_t ngx_http_cofferdam_postconfiguration(ngx_conf_t *cf);


static ngx_command_t  ngx_http_cofferdam_commands[] = {

    { ngx_string("cofferdam"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_cofferdam_mode,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_run"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_cofferdam_path,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_cofferdam_main_conf_t, run.text),
      NULL },

    { ngx_string("cofferdam_key_file"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_cofferdam_path,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_cofferdam_main_conf_t, key_file),
      NULL },

    { ngx_string("cofferdam_routes"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_cofferdam_path,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_cofferdam_main_conf_t, routes_file),
      NULL },

    { ngx_string("cofferdam_consumer"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_cofferdam_consumer,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_auth"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_cofferdam_loc_conf_t, auth),
      NULL },

    { ngx_string("cofferdam_side"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_cofferdam_loc_conf_t, side),
      NULL },

    { ngx_string("cofferdam_group"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_1MORE,
      ngx_http_cofferdam_group,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_jwt_keys"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_ANY,
      ngx_http_cofferdam_later,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_own"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_ANY,
      ngx_http_cofferdam_later,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_hold"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_ANY,
      ngx_http_cofferdam_later,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("cofferdam_fail"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_ANY,
      ngx_http_cofferdam_later,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_cofferdam_module_ctx = {
    ngx_http_cofferdam_preconfiguration,   /* preconfiguration */
    ngx_http_cofferdam_postconfiguration,  /* postconfiguration */

    ngx_http_cofferdam_create_main_conf,   /* create main configuration */
    ngx_http_cofferdam_init_main_conf,     /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_http_cofferdam_create_loc_conf,    /* create location configuration */
    ngx_http_cofferdam_merge_loc_conf      /* merge location configuration */
};


ngx_module_t  ngx_http_cofferdam_module = {
    NGX_MODULE_V1,
    &ngx_http_cofferdam_module_ctx,        /* module context */
    ngx_http_cofferdam_commands,           /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_cofferdam_init_worker,        /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_http_cofferdam_exit_worker,        /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_cofferdam_create_main_conf(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(ngx_http_cofferdam_main_conf_t));
}


static void
ngx_http_cofferdam_free_main_conf(void *data)
{
    ngx_http_cofferdam_main_conf_t  *cmcf = data;

    cfd_key_free(cmcf->key);
    cfd_route_list_free(cmcf->routes);
}


static void
ngx_http_cofferdam_load_key(ngx_conf_t *cf,
    ngx_http_cofferdam_main_conf_t *cmcf)
{
    struct cfd_error  error;

    error.text[0] = '\0';

    if (cmcf->key_file.len == 0) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "no \"cofferdam_key_file\": persons are counted, "
                           "but not told apart (make a key with "
                           "\"cofferdam key new FILE\")");
        return;
    }

    if (cfd_key_load((char *) cmcf->key_file.data, CFD_KEY_WORKER, &cmcf->key,
                     &error)
        != CFD_OK)
    {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "worker key \"%V\" is not used: %s; persons are "
                           "counted, but not told apart",
                           &cmcf->key_file, error.text);
    }
}


static ngx_int_t
ngx_http_cofferdam_read_file(ngx_conf_t *cf, ngx_str_t *path, ngx_str_t *text)
{
    ssize_t          n;
    ngx_fd_t         fd;
    ngx_file_info_t  info;

    fd = ngx_open_file(path->data, NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);
    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "route list \"%V\" cannot be opened", path);
        return NGX_ERROR;
    }

    n = NGX_ERROR;

    if (ngx_fd_info(fd, &info) != NGX_FILE_ERROR
        && ngx_file_size(&info) <= NGX_HTTP_COFFERDAM_ROUTES_MAX)
    {
        text->data = ngx_pnalloc(cf->pool, ngx_file_size(&info) + 1);
        if (text->data != NULL) {
            n = ngx_read_fd(fd, text->data, ngx_file_size(&info));
        }
    }

    ngx_close_file(fd);

    if (n < 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "route list \"%V\" cannot be read, or is over "
                           "4 MB", path);
        return NGX_ERROR;
    }

    text->len = n;

    return NGX_OK;
}


static ngx_int_t
ngx_http_cofferdam_load_routes(ngx_conf_t *cf,
    ngx_http_cofferdam_main_conf_t *cmcf)
{
    ngx_str_t         text;
    struct cfd_error  error;

    if (cmcf->routes_file.len == 0) {
        return NGX_OK;
    }

    if (ngx_http_cofferdam_read_file(cf, &cmcf->routes_file, &text)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (cfd_route_list_new(cfd_bytes_of(text.data, text.len), &cfd_alloc_libc,
                           &cmcf->routes, &error)
        != CFD_OK)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "route list %V:%uD: %s",
                           &cmcf->routes_file, error.line, error.text);
        return NGX_ERROR;
    }

    return NGX_OK;
}


static char *
ngx_http_cofferdam_init_main_conf(ngx_conf_t *cf, void *conf)
{
    ngx_http_cofferdam_main_conf_t  *cmcf = conf;

    ngx_str_t            name = ngx_string("request_id");
    ngx_pool_cleanup_t  *cln;

    cln = ngx_pool_cleanup_add(cf->pool, 0);
    if (cln == NULL) {
        return NGX_CONF_ERROR;
    }

    cln->handler = ngx_http_cofferdam_free_main_conf;
    cln->data = cmcf;

    cmcf->request_id = ngx_http_get_variable_index(cf, &name);

    if (cmcf->request_id == NGX_ERROR
        || ngx_http_cofferdam_load_routes(cf, cmcf) != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static void *
ngx_http_cofferdam_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_cofferdam_loc_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_cofferdam_loc_conf_t));
    if (conf == NULL) {
        return NULL;
    }

    conf->mode = NGX_CONF_UNSET_UINT;
    conf->consumers = NGX_CONF_UNSET_PTR;
    conf->groups = NGX_CONF_UNSET_PTR;

    return conf;
}


static char *
ngx_http_cofferdam_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_cofferdam_loc_conf_t  *prev = parent;
    ngx_http_cofferdam_loc_conf_t  *conf = child;

    ngx_http_cofferdam_main_conf_t  *cmcf;

    ngx_conf_merge_uint_value(conf->mode, prev->mode, NGX_HTTP_COFFERDAM_OFF);
    ngx_conf_merge_ptr_value(conf->consumers, prev->consumers, NULL);
    ngx_conf_merge_ptr_value(conf->groups, prev->groups, NULL);

    if (conf->auth == NULL) {
        conf->auth = prev->auth;
    }

    if (conf->side == NULL) {
        conf->side = prev->side;
    }

    if (conf->mode == NGX_HTTP_COFFERDAM_OBSERVE) {
        cmcf = ngx_http_conf_get_module_main_conf(cf,
                                                  ngx_http_cofferdam_module);
        cmcf->observes = 1;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_cofferdam_mode(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_cofferdam_loc_conf_t *clcf = conf;

    ngx_str_t  *value;

    if (clcf->mode != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        clcf->mode = NGX_HTTP_COFFERDAM_OFF;
        return NGX_CONF_OK;
    }

    if (ngx_strcmp(value[1].data, "observe") == 0) {
        clcf->mode = NGX_HTTP_COFFERDAM_OBSERVE;
        return NGX_CONF_OK;
    }

    if (ngx_strcmp(value[1].data, "on") == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"cofferdam on\" needs enforcement, which this "
                           "version does not have yet: use \"observe\"");
        return NGX_CONF_ERROR;
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"cofferdam\" directive, it "
                       "must be \"off\" or \"observe\"", &value[1]);
    return NGX_CONF_ERROR;
}


static char *
ngx_http_cofferdam_path(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    char  *p = conf;

    ngx_str_t  *field, *value;

    field = (ngx_str_t *) (p + cmd->offset);

    if (field->len) {
        return "is duplicate";
    }

    value = cf->args->elts;
    *field = value[1];

    if (ngx_conf_full_name(cf->cycle, field, 1) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_cofferdam_compile(ngx_conf_t *cf, ngx_str_t *text,
    ngx_http_complex_value_t *value)
{
    ngx_http_compile_complex_value_t  ccv;

    ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));

    ccv.cf = cf;
    ccv.value = text;
    ccv.complex_value = value;

    if (ngx_http_compile_complex_value(&ccv) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_cofferdam_consumer(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_cofferdam_loc_conf_t *clcf = conf;

    ngx_str_t                   *value;
    ngx_uint_t                   i;
    ngx_http_cofferdam_value_t  *consumer;

    if (clcf->consumers != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    if (cf->args->nelts - 1 > CFD_CREDENTIALS_MAX) {
        return "takes at most 3 values";
    }

    clcf->consumers = ngx_array_create(cf->pool, CFD_CREDENTIALS_MAX,
                                       sizeof(ngx_http_cofferdam_value_t));
    if (clcf->consumers == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        consumer = ngx_array_push(clcf->consumers);
        if (consumer == NULL) {
            return NGX_CONF_ERROR;
        }

        if (value[i].len < 2 || value[i].data[0] != '$') {
            return "takes variables, such as $cofferdam_jwt_sub";
        }

        consumer->name.data = value[i].data + 1;
        consumer->name.len = value[i].len - 1;

        if (consumer->name.data[0] == '{' && consumer->name.len > 2) {
            consumer->name.data++;
            consumer->name.len -= 2;
        }

        if (ngx_http_cofferdam_compile(cf, &value[i], &consumer->value)
            != NGX_CONF_OK)
        {
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_cofferdam_group(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_cofferdam_loc_conf_t *clcf = conf;

    ngx_str_t                 *value;
    ngx_uint_t                 i;
    ngx_http_complex_value_t  *group;

    if (clcf->groups != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    if (cf->args->nelts - 1 > CFD_GROUPS_MAX) {
        return "takes at most 4 values";
    }

    clcf->groups = ngx_array_create(cf->pool, CFD_GROUPS_MAX,
                                    sizeof(ngx_http_complex_value_t));
    if (clcf->groups == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        group = ngx_array_push(clcf->groups);
        if (group == NULL
            || ngx_http_cofferdam_compile(cf, &value[i], group)
               != NGX_CONF_OK)
        {
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_cofferdam_later(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "\"%V\" needs enforcement, which this version does "
                       "not have yet: take the directive out", &cmd->name);
    return NGX_CONF_ERROR;
}


static ngx_int_t
ngx_http_cofferdam_preconfiguration(ngx_conf_t *cf)
{
    return ngx_http_cofferdam_add_variables(cf);
}


static ngx_int_t
ngx_http_cofferdam_postconfiguration(ngx_conf_t *cf)
{
    ngx_http_cofferdam_main_conf_t  *cmcf;

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_cofferdam_module);

    if (!cmcf->observes) {
        return NGX_OK;
    }

    if (ngx_http_cofferdam_check_order(cf) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_http_cofferdam_load_key(cf, cmcf);

    if (cmcf->run.text.len == 0) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "no \"cofferdam_run\": exposures are counted in "
                           "variables only, nothing reaches the daemon");
    }

    return ngx_http_cofferdam_filter_init(cf);
}
