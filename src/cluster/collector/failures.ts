import type { AxiosResponse } from 'axios';
import type { Failure } from '../model/snapshot';
import type { CollectorAddress } from './address';

/**
 * Below this many milliseconds a load balancer's 503 means that it did not even try. HAProxy knows at once when no
 * virtual host or no server is there; a connection that policy drops costs it its connect timeout (marathon-lb: 3 s,
 * retried three times).
 */
const AT_ONCE = 500;

/** The failure behind a 502, 503 or 504, which the load balancer sends in the collector's place. */
export function gatewayFailure({ address, virtualHost }: CollectorAddress, status: number, elapsed: number): Failure {
  const who = virtualHost === undefined ? `The server at ${address}` : `The load balancer at ${address}`;
  const collector = virtualHost === undefined ? 'the collector' : `the collector behind ${virtualHost}`;
  if (status === 502) {
    return {
      kind: 'server',
      message: `${who} answered 502: ${collector} broke the connection off.`,
      advice: 'Restart the collector’s app if this lasts.',
    };
  }
  if (status === 503 && elapsed < AT_ONCE) {
    return {
      kind: 'not-found',
      message: `${who} answered 503 at once: it has no running task to send ${virtualHost ?? 'this address'} to.`,
      advice: 'Check the app’s HAPROXY_GROUP and HAPROXY_0_VHOST labels, and that it is running.',
    };
  }
  return {
    kind: 'timeout',
    message: `${who} answered ${status} after ${seconds(elapsed)}: it could not connect to ${collector}.`,
    advice:
      'A policy that drops the connection looks like this. Check that the collector’s profile lets the load balancer in.',
  };
}

/** The failure of an answer that is no star-collect's. */
export function foreignFailure({ address, virtualHost }: CollectorAddress, answer: AxiosResponse<string>): Failure {
  const where = virtualHost === undefined ? address : `${virtualHost} (through ${address})`;
  const { status } = answer;
  if (status === 401 || status === 403) {
    return {
      kind: 'unauthorized',
      message: `${where} answered ${status}: it asks for credentials, which star-collect never does.`,
      advice: 'Check the collector’s address in the cluster’s settings.',
    };
  }
  const what = status === 200 ? describeBody(answer) : `status ${status}`;
  return {
    kind: 'unexpected-answer',
    message: `${where} answered /responses with ${what}, which is not what star-collect says.`,
    advice: 'Check the collector’s address in the cluster’s settings.',
  };
}

/** star-collect's page loads while its data does not: a request that broke off has poisoned the lock of its store. */
export function stuckFailure({ address, virtualHost }: CollectorAddress): Failure {
  return {
    kind: 'server',
    message: `The collector at ${virtualHost ?? address} is stuck: its page loads, but it no longer gives its data.`,
    advice:
      'Restart the collector’s app; star-collect does not recover from a connection that broke off in the middle of a body.',
  };
}

function describeBody({ data, headers }: AxiosResponse<string>): string {
  const type = String(headers['content-type'] ?? '');
  if (type.startsWith('text/html') || /^\s*<(!doctype|html)/i.test(data)) return 'an HTML page';
  if (/^\s*[[{]/.test(data)) return 'other JSON';
  return data === '' ? 'an empty body' : 'something that is no JSON';
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
