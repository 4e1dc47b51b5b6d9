import type { Fields } from './objects';

/** Why a field is refused, as in `details.causes` of a Status. */
export type CauseReason =
  | 'FieldValueInvalid'
  | 'FieldValueRequired'
  | 'FieldValueForbidden'
  | 'FieldValueNotSupported'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueDuplicate'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotFound'
  | 'FieldManagerConflict'
  | 'NamespaceTerminating'
  | 'ResourceVersionTooLarge';

export interface Cause {
  readonly reason: CauseReason;
  readonly message: string;
  /** For example `spec.ingress[0].ports[0].port`. */
  readonly field?: string;
}

/** A group and what is in it: a plural name for most answers, a kind for failed checks. */
export interface Subject {
  readonly group: string;
  readonly name?: string;
  readonly what: string;
}

interface Extras {
  readonly details?: Fields;
  /** Of a list: how to go on after an expired continue token. */
  readonly metadata?: Fields;
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
  /** Whether the request was refused before anything looked at it. */
  readonly isAtDoor?: boolean;
}

/** An answer other than success, in the form of a `Status` object. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    /** Undefined for errors inside the server, which have none. */
    readonly reason: string | undefined,
    message: string,
    readonly extras: Extras = {},
  ) {
    super(message);
    this.name = 'StatusError';
  }

  /** The body of the answer. */
  get body(): Fields {
    const { details, metadata = {} } = this.extras;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message: this.message,
      ...(this.reason !== undefined && { reason: this.reason }),
      ...(details && { details }),
      code: this.code,
    };
  }
}

/** `networkpolicies.networking.k8s.io`, or `pods` in the core group. */
function qualified({ group, what }: Subject): string {
  return group === '' ? what : `${what}.${group}`;
}

/** The `details` of a Status about something. */
export function detailsOf({ group, name, what }: Subject, causes: readonly Cause[] = []): Fields {
  return {
    ...(name !== undefined && name !== '' && { name }),
    ...(group !== '' && { group }),
    ...(what !== '' && { kind: what }),
    ...(causes.length > 0 && { causes }),
  };
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function notFound(subject: Subject): StatusError {
  const message = `${qualified(subject)} "${subject.name ?? ''}" not found`;
  return new StatusError(404, 'NotFound', message, { details: detailsOf(subject) });
}

/** A version or resource of a known group that doesn't exist. */
export function noSuchResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', { details: {} });
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, { details: {} });
}

export function alreadyExists(subject: Subject, deleting: boolean): StatusError {
  const message = `${deleting ? 'object is being deleted: ' : ''}${qualified(subject)} "${subject.name ?? ''}" already exists`;
  return new StatusError(409, 'AlreadyExists', message, { details: detailsOf(subject) });
}

/** A write that doesn't fit what is stored. */
export function conflict(subject: Subject, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(subject)} "${subject.name ?? ''}": ${why}`;
  return new StatusError(409, 'Conflict', message, { details: detailsOf(subject) });
}

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(subject: Subject, why: string, causes: readonly Cause[] = []): StatusError {
  const name = subject.name === undefined || subject.name === '' ? '' : ` "${subject.name}"`;
  return new StatusError(403, 'Forbidden', `${qualified(subject)}${name} is forbidden: ${why}`, {
    details: detailsOf(subject, causes),
  });
}

/**
 * An object, or the options of a request, that fails its checks.
 * @param subject Its kind, not its plural.
 * @param causes At least one.
 */
export function invalid(subject: Subject, causes: readonly Cause[]): StatusError {
  const texts = causes.map(({ field, message }) => `${field ?? '<nil>'}: ${message}`);
  const all = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${qualified(subject)} "${subject.name ?? ''}" is invalid: ${all}`, {
    details: detailsOf(subject, causes),
  });
}

/** Conflicts of server-side apply. */
export function applyConflict(message: string, causes: readonly Cause[]): StatusError {
  return new StatusError(409, 'Conflict', message, { details: { causes } });
}

/** What the original answers where it doesn't say why. */
export function internal(message: string): StatusError {
  return new StatusError(500, undefined, message);
}

export function expired(message: string, metadata?: Fields): StatusError {
  return new StatusError(410, 'Expired', message, metadata && { metadata });
}
