import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import type { AxiosResponse } from 'axios';
import * as z from 'zod/mini';
import { ClusterError, type ClusterErrorKind } from '../connection/errors';

const refusal = z.object({ message: z.string() });

/** Maximum characters of Docker's message, because a proxy's page can have megabytes. */
const MAX_SAID = 500;

/** Maximum characters of an answer in the log. */
const MAX_DETAIL = 2_000;

/** Messages of engines (1.9 and later) without the network or IPAM driver (libnetwork's and plugins' errors). */
const NO_PLUGIN =
  /plugin "?[\w./-]*"? ?not found|plugin not found|could not (?:resolve|find) (?:the )?driver|could not find ipam driver|error looking up .*plugin|\/run\/docker\/plugins\//i;

/**
 * Statuses of proxies that lost their server, which may have made a change. The same holds for a page with status 500.
 * Docker itself gives a reason.
 */
const LOST = new Set([502, 503, 504]);

/**
 * Converts an error answer, with Docker's own message. Old engines answer in plain text, others with a message field,
 * which may contain a plugin's error.
 * @param what The request, for example `create the network client`.
 * @param change Whether it was a change, whose outcome a lost answer leaves unknown.
 */
export function refused(
  address: string,
  what: string,
  { status, data }: AxiosResponse<string>,
  change = false,
): ClusterError {
  const words = wordsOf(data);
  const said = words ?? l10n.t('status {0}', status);
  const detail = data.slice(0, MAX_DETAIL);
  if (NO_PLUGIN.test(said)) {
    return new ClusterError(
      'server',
      l10n.t(
        'Docker at {0} could not {1} because Calico’s network plugin is not running there: {2}',
        address,
        what,
        said,
      ),
      l10n.t(
        'Start Calico with its Docker network plugin on that host, for example with “calicoctl node --libnetwork”, and try again.',
      ),
      detail,
    );
  }
  const kind = kindOf(status, said);
  return new ClusterError(
    kind,
    l10n.t('Docker at {0} could not {1}: {2}', address, what, said),
    adviceByKind()[kind],
    detail,
    {
      uncertain: change && (LOST.has(status) || (status >= 500 && words === undefined)),
    },
  );
}

/** Converts a successful answer that is not Docker's: a login page, a proxy, another service. */
export function foreign(address: string, what: string, data: string, uncertain = false): ClusterError {
  const looks = isPage(data)
    ? l10n.t('with a web page')
    : data.trim() === ''
      ? l10n.t('with an empty body')
      : isJson(data)
        ? l10n.t('with unexpected JSON')
        : l10n.t('with plain text: {0}', cut(data.trim()));
  return new ClusterError(
    'unexpected-answer',
    l10n.t('The server at {0} is not Docker. Asked to {1}, it answered {2}', address, what, looks),
    l10n.t('Check the Docker hosts in the cluster settings.'),
    data.slice(0, MAX_DETAIL),
    { uncertain },
  );
}

const adviceByKind = (): Partial<Record<ClusterErrorKind, string>> => ({
  unauthorized: l10n.t('This host requires credentials or a client certificate.'),
  forbidden: l10n.t('Access control on this Docker host does not allow it.'),
});

function kindOf(status: number, said: string): ClusterErrorKind {
  if (status === 404) return 'not-found';
  if (status === 409 || said.includes('active endpoints')) return 'conflict';
  if (status === 401) return 'unauthorized';
  // Docker itself answers 403 to what is never allowed. An authorization plugin or proxy denies the user.
  if (status === 403) return /pre-?defined|ingress/.test(said) ? 'invalid' : 'forbidden';
  if (status < 400) return 'unexpected-answer';
  return status >= 500 || status === 429 ? 'server' : 'invalid';
}

/** Returns the message of an answer, or undefined for a page or an empty body. */
function wordsOf(data: string): string | undefined {
  const said = refusal.safeParse(parseJson(data));
  const words = (said.success ? said.data.message : isPage(data) ? '' : data).trim();
  return words === '' ? undefined : cut(words);
}

function isPage(data: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(data);
}

function isJson(data: string): boolean {
  return parseJson(data) !== undefined;
}

function cut(text: string): string {
  return text.length > MAX_SAID ? `${text.slice(0, MAX_SAID)}…` : text;
}
