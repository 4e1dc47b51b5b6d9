import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { ClusterError } from '../../cluster/connection/errors';

/** Inputs of the tools. package.json repeats them as JSON schemas for the model. */

const edit = z.object({
  action: z.enum(['add', 'remove']),
  direction: z.enum(['inbound', 'outbound']),
  /** In calicoctl's syntax. */
  rule: z.optional(z.string()),
  /** 1-based, in the list after the preceding edits. */
  position: z.optional(z.int().check(z.minimum(1))),
});

/** For `calico_list_policy`. */
export const listInput = z.object({ profile: z.optional(z.string()) });

/** For `calico_explain_flow`. */
export const flowInput = z.object({
  from: z.string(),
  to: z.string(),
  protocol: z._default(z.enum(['tcp', 'udp', 'icmp']), 'tcp'),
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
});

/** For `calico_preview_change` and `calico_apply_change`: edits of one profile, or a script. */
export const changeInput = z.object({
  profile: z.optional(z.string()),
  edits: z.optional(z.array(edit)),
  script: z.optional(z.string()),
});

export type ListInput = z.infer<typeof listInput>;
export type FlowInput = z.infer<typeof flowInput>;
export type ChangeInput = z.infer<typeof changeInput>;
export type EditInput = z.infer<typeof edit>;

/**
 * Validates a tool's input, which a model wrote.
 * @throws ClusterError that says what is wrong with it.
 */
export function readInput<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new ClusterError(
    'invalid',
    l10n.t(
      'The input does not match the tool’s schema{0}: {1}.',
      place === '' ? '' : l10n.t(' at “{0}”', place),
      issue?.message ?? l10n.t('it can’t be parsed'),
    ),
  );
}
