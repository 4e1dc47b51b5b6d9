import http from 'node:http';
import https from 'node:https';

/** Stands in for the package follow-redirects in the bundle of axios: redirects are followed by the client itself, which knows where secrets may go. */
export default { http, https };
