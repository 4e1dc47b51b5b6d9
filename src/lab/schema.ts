import * as z from 'zod/mini';

/** Strings by name. */
export const texts = z.record(z.string(), z.string());

/** An optional or nullable value with a default. */
export function orElse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: z.output<Schema>,
): z.ZodMiniType<z.output<Schema>> {
  return z.pipe(
    z.nullish(schema),
    z.transform((given) => given ?? value),
  );
}

/** Describes a value's problems on one line, for example `IPAM.Config.0.Subnet: expected string`. */
export function describeProblems({ issues }: z.core.$ZodError): string {
  return issues
    .map(
      (issue) =>
        `${issue.path.join('.') || 'the body'}: ${'expected' in issue ? `expected ${issue.expected}` : issue.message}`,
    )
    .join('; ');
}
