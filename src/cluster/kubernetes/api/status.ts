import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { isRecord, parseJson } from '../../../base/json';
import { ClusterError, type ClusterErrorKind, type ClusterErrorOptions } from '../../connection/errors';

/** One reason for which a server refused an object, and the field it is about. */
export interface StatusCause {
  /** A path such as `spec.ingress[0].ports[0].port`; undefined if it is about the whole object. */
  readonly field?: string;
  readonly message: string;
  /** A machine-readable reason such as `FieldValueInvalid`. */
  readonly reason?: string;
}

/** What a `Status` says besides its message. */
export interface StatusDetails {
  readonly status: number;
  /** A machine-readable reason such as `NotFound`, `AlreadyExists` or `Expired`. */
  readonly reason?: string;
  readonly causes?: readonly StatusCause[];
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
}

/** A refusal of the API server. The message holds the server's own words. */
export class StatusError extends ClusterError {
  readonly status: number;
  readonly reason: string | undefined;
  readonly causes: readonly StatusCause[];
  readonly retryAfter: number | undefined;

  constructor(
    kind: ClusterErrorKind,
    message: string,
    advice: string | undefined,
    detail: string,
    details: StatusDetails,
    options: ClusterErrorOptions = {},
  ) {
    super(kind, message, advice, detail, options);
    this.status = details.status;
    this.reason = details.reason;
    this.causes = details.causes ?? [];
    this.retryAfter = details.retryAfter;
  }
}

/** `meta/v1 Status`, as the body of an error and as the object of an ERROR event. */
const statusBody = z.object({
  kind: z.literal('Status'),
  message: z.catch(z.string(), ''),
  reason: z.catch(z.optional(z.string()), undefined),
  code: z.catch(z.optional(z.number()), undefined),
  details: z.catch(
    z.optional(
      z.object({
        retryAfterSeconds: z.catch(z.optional(z.number()), undefined),
        causes: z.catch(
          z.optional(
            z.array(
              z.object({
                reason: z.optional(z.string()),
                message: z.catch(z.string(), ''),
                field: z.optional(z.string()),
              }),
            ),
          ),
          undefined,
        ),
      }),
    ),
    undefined,
  ),
});

/** Maximum number of characters of the server's words in a message, and of an answer in the log. */
const MAX_SAID = 1_000;
const MAX_DETAIL = 2_000;

/** What was asked, and the answer. */
export interface Refusal {
  /** The request as a verb phrase: `list pods`. */
  readonly what: string;
  /** The server as it appears in messages. */
  readonly server: string;
  readonly status: number;
  readonly body: string;
  /** The header `Retry-After`. */
  readonly retryAfter?: unknown;
  /** Whether it was a change, which a failing server or proxy may have made. */
  readonly isChange: boolean;
}

/** Converts an answer with an error status, or an ERROR event, to an error with the server's own reasons. */
export function statusError({ what, server, status: answered, body, retryAfter, isChange }: Refusal): StatusError {
  const parsed = statusBody.safeParse(parseJson(body));
  const { message = '', reason, details, code } = parsed.data ?? {};
  const status = answered === 200 ? (code ?? 500) : answered;
  const causes = parsed.success ? causesOf(message, details?.causes ?? []) : [];
  const said = (parsed.success ? message : plain(body)).trim() || l10n.t('status {0}', status);
  const isTyped = typedFields(message).length > 0;
  const kind = isTyped ? 'invalid' : kindOf(status, reason);
  const seconds = details?.retryAfterSeconds ?? secondsOf(retryAfter);
  return new StatusError(
    kind,
    l10n.t('{0} could not {1}: {2}', server, what, said.slice(0, MAX_SAID)),
    adviceFor(kind, causes),
    body.slice(0, MAX_DETAIL),
    {
      status,
      causes,
      ...(reason !== undefined && { reason }),
      ...(seconds !== undefined && { retryAfter: seconds }),
    },
    // A server that gives one of these reasons has not made the change. A proxy gives none.
    { uncertain: isChange && status >= 500 && !isTyped && !isRefusedCreation(message) },
  );
}

/** Whether an error is a refusal with the given status. */
export function isStatus(error: unknown, status: number): error is StatusError {
  return error instanceof StatusError && error.status === status;
}

function kindOf(status: number, reason: string | undefined): ClusterErrorKind {
  if (status === 401) return 'unauthorized';
  // An admission policy of Calico refuses an object without a spec with 403 and the reason Invalid.
  if (status === 403) return reason === 'Invalid' ? 'invalid' : 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 409 || status === 410) return 'conflict';
  if (status === 429 || status >= 500) return 'server';
  return status < 400 ? 'unexpected-answer' : 'invalid';
}

function adviceFor(kind: ClusterErrorKind, causes: readonly StatusCause[]): string | undefined {
  if (causes.some(({ reason }) => reason === 'FieldManagerConflict'))
    return l10n.t('Another tool manages these fields. Change the object there, or take them over.');
  switch (kind) {
    case 'unauthorized':
      return l10n.t('Sign in again, and check the user of this context in the kubeconfig.');
    case 'forbidden':
      return l10n.t('Ask an administrator of the cluster for that permission.');
    case 'conflict':
      return l10n.t('Load the object again and repeat the change.');
    case 'server':
      return l10n.t('Try again in a moment.');
    case 'invalid':
      return l10n.t('Nothing was changed. Correct the object and try again.');
    default:
      return undefined;
  }
}

function causesOf(
  message: string,
  listed: readonly {
    readonly reason?: string | undefined;
    readonly message: string;
    readonly field?: string | undefined;
  }[],
): readonly StatusCause[] {
  const typed = typedFields(message);
  if (typed.length > 0) return typed;
  return [
    ...listed.map(({ reason, message: text, field }) => ({
      message: text,
      // A rule about the whole object has the field `<nil>`.
      ...(field !== undefined && field !== '' && field !== '<nil>' && { field: field.replace(/^\./, '') }),
      ...(reason !== undefined && { reason }),
    })),
    ...[...message.matchAll(/unknown field "(?<field>[^"]+)"/g)].map(({ groups = {} }) => ({
      message: l10n.t('Unknown field.'),
      field: groups['field'] ?? '',
    })),
  ];
}

/** Returns the fields for which an apply fails: the server answers 500 for unknown ones, and for those of a wrong type. */
function typedFields(message: string): readonly StatusCause[] {
  const { list } = /^failed to create typed patch object \([^)]*\):(?<list>.*)$/s.exec(message)?.groups ?? {};
  return [...(list ?? '').matchAll(/^\s*\.(?<field>[^\s:]+): (?<why>.+)$/gm)].map(({ groups = {} }) => ({
    field: groups['field'] ?? '',
    message: groups['why'] ?? '',
  }));
}

/** Only a mistake of ours: the object was not created. */
function isRefusedCreation(message: string): boolean {
  return /^(resourceVersion should not be set|strconv\.ParseUint)/.test(message);
}

/** A proxy's page is not worth showing. */
function plain(body: string): string {
  return body.trimStart().startsWith('<') || isRecord(parseJson(body)) ? '' : body;
}

/** Seconds of a header that may also be a date, which is ignored. */
function secondsOf(header: unknown): number | undefined {
  const seconds = typeof header === 'string' && header.trim() !== '' ? Number(header) : NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
