import type { Exchange } from './handler';
import type { ResourceRequest } from './request-info';

/** An exchange about a resource. */
export type ResourceExchange = Exchange & { readonly info: ResourceRequest };
