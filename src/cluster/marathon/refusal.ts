import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import * as z from 'zod/mini';
import { ClusterError, type ClusterErrorKind } from '../connection/errors';

/** All forms of Marathon's error bodies: `message`, then `details` as text or list, then `errors` (0.14). */
const refusal = z.object({
  message: z.catch(z.string(), ''),
  details: z.catch(
    z.optional(z.union([z.string(), z.array(z.object({ path: z.optional(z.string()), errors: z.array(z.string()) }))])),
    undefined,
  ),
  errors: z.catch(
    z.optional(z.array(z.union([z.string(), z.object({ attribute: z.optional(z.string()), error: z.string() })]))),
    undefined,
  ),
  deployments: z.catch(z.optional(z.array(z.object({ id: z.string() }))), undefined),
});

/** Marathon refused because a running deployment holds a lock, which `force` overrides. */
export class LockedError extends ClusterError {
  constructor(
    message: string,
    readonly deployments: readonly string[],
  ) {
    super('conflict', message, l10n.t('Wait for the deployment to finish, cancel it, or force the change.'));
  }
}

/** Maximum number of characters of an answer in a message, and in the log. */
const MAX_SAID = 1_000;
const MAX_DETAIL = 2_000;

/**
 * Converts an unsuccessful answer to an error with Marathon's own reasons. The body takes precedence over the status,
 * because from 1.5 on 403 also means “too many deployments”.
 * @param what The request as a verb phrase, for example `launch /calico-stars`.
 * @param change Whether the request was a change, which a failing server or proxy may have made.
 */
export function refused(
  what: string,
  { status, data }: Pick<AxiosResponse<string>, 'status' | 'data'>,
  change = false,
): ClusterError {
  const { message, reasons, deployments } = readRefusal(data);
  const said =
    [message, ...reasons]
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, MAX_SAID) || l10n.t('status {0}', status);
  if (status === 409 && deployments.length > 0)
    return new LockedError(l10n.t('Marathon could not {0}: {1}', what, said), deployments);
  const busy = status === 403 && /running deployments/i.test(message);
  const kind = busy
    ? 'conflict'
    : (KINDS.get(status) ?? (status < 400 ? 'unexpected-answer' : status >= 500 ? 'server' : 'invalid'));
  const advice = busy ? undefined : adviceByKind()[kind];
  return new ClusterError(kind, l10n.t('Marathon could not {0}: {1}', what, said), advice, data.slice(0, MAX_DETAIL), {
    uncertain: change && status >= 500,
  });
}

/** Error kinds by status, if the body doesn't say otherwise. */
const KINDS = new Map<number, ClusterErrorKind>([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [422, 'invalid'],
  [429, 'server'],
]);

const adviceByKind = (): Partial<Record<ClusterErrorKind, string>> => ({
  invalid: l10n.t('Nothing was changed. Correct the definition and try again.'),
  unauthorized: l10n.t('Set the Marathon credentials with “Set Credentials…”.'),
  forbidden: l10n.t('The user does not have permission for this operation in Marathon.'),
  'not-found': l10n.t('It may have been removed in the meantime.'),
  server: l10n.t('Marathon may have lost its leader. Try again in a moment.'),
});

function readRefusal(body: string): {
  readonly message: string;
  readonly reasons: readonly string[];
  readonly deployments: readonly string[];
} {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // Proxies and plugins answer in other formats. HTML pages are not worth showing.
    return { message: body.trimStart().startsWith('<') ? '' : body.trim().slice(0, 300), reasons: [], deployments: [] };
  }
  const parsed = refusal.safeParse(json);
  if (!parsed.success) return { message: '', reasons: [], deployments: [] };
  const { message, details, errors, deployments } = parsed.data;
  const listed =
    typeof details === 'string'
      ? [details]
      : (details ?? []).map(({ path, errors: reasons }) => sentence(path, reasons.join(', ')));
  const beans = (errors ?? []).map((error) =>
    typeof error === 'string' ? error : sentence(error.attribute, error.error),
  );
  return { message, reasons: [...listed, ...beans], deployments: (deployments ?? []).map(({ id }) => id) };
}

function sentence(where: string | undefined, what: string): string {
  return where === undefined || where === '' ? what : `${where}: ${what}`;
}
