import * as z from 'zod/mini';

/** Texts by name. */
export const texts = z.record(z.string(), z.string());

/** What may be left out or null, both of which stand for a value. */
export function orElse<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: z.output<Schema>,
): z.ZodMiniType<z.output<Schema>> {
  return z.pipe(
    z.nullish(schema),
    z.transform((given) => given ?? value),
  );
}

/** What is wrong with a value, in a line: e.g. `IPAM.Config.0.Subnet: expected string`. */
export function describeProblems({ issues }: z.core.$ZodError): string {
  return issues
    .map(
      (issue) =>
        `${issue.path.join('.') || 'the body'}: ${'expected' in issue ? `expected ${issue.expected}` : issue.message}`,
    )
    .join('; ');
}
