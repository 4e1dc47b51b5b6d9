import { commandLine, operand, withInput } from '../../app/shell-words';
import { isRecord, parseJson } from '../../base/json';
import { isKubernetes, type ClusterDefinition } from '../../cluster/connection/definition';
import { formatResource } from '../../policy/documents';
import { portableMetadata, type StoredResource } from '../../policy/resources';

/**
 * Returns the command of kubectl or calicoctl that would create an object or change it to its present state; undefined
 * if its text can't be read.
 */
export function objectCommand(
  { text }: Pick<StoredResource, 'text'>,
  definition: ClusterDefinition | undefined,
): string | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { metadata, status: _, ...rest } = value;
  const yaml = formatResource({ text: JSON.stringify({ ...rest, metadata: portableMetadata(metadata) }) });
  const program =
    definition && isKubernetes(definition)
      ? commandLine('kubectl', '--context', operand(definition.context), 'apply', '-f', '-')
      : commandLine('calicoctl', 'apply', '-f', '-');
  return withInput(program, yaml);
}
