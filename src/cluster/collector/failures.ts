import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import type { Failure } from '../model/snapshot';
import type { CollectorAddress } from './address';

/**
 * Below this many milliseconds, a 503 means that the load balancer did not try to connect. HAProxy answers immediately
 * if there is no virtual host or server. A dropped connection takes its connect timeout (marathon-lb: 3 s, retried
 * three times).
 */
const AT_ONCE = 500;

/** Returns the failure behind a 502, 503 or 504 of the load balancer. */
export function gatewayFailure({ address, virtualHost }: CollectorAddress, status: number, elapsed: number): Failure {
  const who =
    virtualHost === undefined ? l10n.t('The server at {0}', address) : l10n.t('The load balancer at {0}', address);
  const collector =
    virtualHost === undefined ? l10n.t('the collector') : l10n.t('the collector behind {0}', virtualHost);
  if (status === 502) {
    return {
      kind: 'server',
      message: l10n.t('{0} answered 502: {1} closed the connection.', who, collector),
      advice: l10n.t('If this persists, restart the collector’s app.'),
    };
  }
  if (status === 503 && elapsed < AT_ONCE) {
    return {
      kind: 'not-found',
      message: l10n.t(
        '{0} answered 503 immediately: no running task serves {1}.',
        who,
        virtualHost ?? l10n.t('this address'),
      ),
      advice: l10n.t('Check the app’s HAPROXY_GROUP and HAPROXY_0_VHOST labels, and that it is running.'),
    };
  }
  return {
    kind: 'timeout',
    message: l10n.t(
      '{0} answered {1} after {2}: it could not connect to {3}.',
      who,
      status,
      seconds(elapsed),
      collector,
    ),
    advice: l10n.t(
      'This is typical of a policy that drops the connection. Check that the collector’s profile allows traffic from the load balancer.',
    ),
  };
}

/** Returns the failure for an answer that is not star-collect's. */
export function foreignFailure({ address, virtualHost }: CollectorAddress, answer: AxiosResponse<string>): Failure {
  const where = virtualHost === undefined ? address : l10n.t('{0} (via {1})', virtualHost, address);
  const { status } = answer;
  if (status === 401 || status === 403) {
    return {
      kind: 'unauthorized',
      message: l10n.t('{0} answered {1}: it requires credentials, but star-collect never does.', where, status),
      advice: l10n.t('Check the collector’s address in the cluster settings.'),
    };
  }
  const what = status === 200 ? describeBody(answer) : l10n.t('status {0}', status);
  return {
    kind: 'unexpected-answer',
    message: l10n.t('{0} answered /responses with {1}, which is not an answer of star-collect.', where, what),
    advice: l10n.t('Check the collector’s address in the cluster settings.'),
  };
}

/**
 * The failure if star-collect's page loads but its data does not: an aborted request has poisoned the lock of its
 * store.
 */
export function stuckFailure({ address, virtualHost }: CollectorAddress): Failure {
  return {
    kind: 'server',
    message: l10n.t(
      'The collector at {0} is stuck: its page loads, but it no longer returns data.',
      virtualHost ?? address,
    ),
    advice: l10n.t(
      'Restart the collector’s app. star-collect does not recover from a connection that was closed in the middle of a body.',
    ),
  };
}

function describeBody({ data, headers }: AxiosResponse<string>): string {
  const type = String(headers['content-type'] ?? '');
  if (type.startsWith('text/html') || /^\s*<(!doctype|html)/i.test(data)) return l10n.t('an HTML page');
  if (/^\s*[[{]/.test(data)) return l10n.t('other JSON');
  return data === '' ? l10n.t('an empty body') : l10n.t('content that is not JSON');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
