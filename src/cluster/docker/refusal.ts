import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import type { AxiosResponse } from 'axios';
import * as z from 'zod/mini';
import { ClusterError, type ClusterErrorKind } from '../connection/errors';

const refusal = z.object({ message: z.string() });

/** Characters of Docker's own words that a message repeats; a proxy's page can have megabytes. */
const MAX_SAID = 500;

/** Characters of an answer that are kept for the log. */
const MAX_DETAIL = 2_000;

/** How engines from 1.9 on say that a network or IPAM driver is not there (libnetwork's and plugins' errors). */
const NO_PLUGIN =
  /plugin "?[\w./-]*"? ?not found|plugin not found|could not (?:resolve|find) (?:the )?driver|could not find ipam driver|error looking up .*plugin|\/run\/docker\/plugins\//i;

/** Statuses of proxies that lost what is behind them: a change may have been carried out. So it may after a page with 500; Docker itself says why. */
const LOST = new Set([502, 503, 504]);

/**
 * Turns an answer that is no success into an error with Docker's own words. Old engines answer in plain text, others
 * with a message; errors of plugins come inside it.
 * @param what was asked for, e.g. `create the network client`.
 * @param change whether it was to change something, so that a lost answer leaves it open.
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

/** An answer that came with a good status and is not Docker's: a login page, a proxy, another service. */
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
  // Docker itself refuses with 403 what nobody may do; an authorization plugin or proxy refuses the person.
  if (status === 403) return /pre-?defined|ingress/.test(said) ? 'invalid' : 'forbidden';
  if (status < 400) return 'unexpected-answer';
  return status >= 500 || status === 429 ? 'server' : 'invalid';
}

/** What an answer says in words; undefined when that is a page, or nothing. */
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
