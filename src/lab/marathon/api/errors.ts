/** An error of Marathon's REST API: an HTTP status and the body in Marathon 0.14's words. */
export class MarathonError extends Error {
  constructor(
    readonly status: number,
    readonly body: { readonly message: string } & Record<string, unknown>,
  ) {
    super(body.message);
    this.name = 'MarathonError';
  }
}

/** 400: invalid JSON, or JSON of the wrong types. */
export function invalidJson(details: unknown): MarathonError {
  return new MarathonError(400, { message: 'Invalid JSON', details });
}

/** A violated constraint of a definition. */
export interface BeanError {
  readonly attribute: string;
  readonly error: string;
}

/** 422: a definition of the right types that violates constraints. */
export function beanNotValid(errors: readonly BeanError[]): MarathonError {
  return new MarathonError(422, { message: 'Bean is not valid', errors });
}

/** 422 for an invalid argument. */
export function illegalArgument(message: string): MarathonError {
  return new MarathonError(422, { message });
}

export function unknownApp(id: string): MarathonError {
  return new MarathonError(404, { message: `App '${id}' does not exist` });
}

export function unknownGroup(id: string, version?: string): MarathonError {
  return new MarathonError(404, {
    message:
      version === undefined ? `Group '${id}' does not exist` : `Group '${id}' does not exist in version ${version}`,
  });
}

export function conflict(message: string): MarathonError {
  return new MarathonError(409, { message });
}

/** 409: deployments hold a lock on an affected app. */
export function appLocked(deploymentIds: readonly string[]): MarathonError {
  return new MarathonError(409, {
    message:
      "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
    deployments: deploymentIds.map((id) => ({ id })),
  });
}
