import http from 'node:http';
import https from 'node:https';

/**
 * Replaces the package follow-redirects in the bundle of axios. The client follows redirects itself, because it knows
 * which hosts may get secrets.
 */
export default { http, https };
