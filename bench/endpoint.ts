// Where a broker listens. A UNIX socket wherever the broker knows them; loopback only for those that do not.

export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };
