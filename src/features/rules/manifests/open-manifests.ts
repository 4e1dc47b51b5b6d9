import type * as vscode from 'vscode';
import { withResources } from '../../../cluster/model/resources';
import type { PolicyData } from '../../../cluster/model/snapshot';
import { readManifest, type Manifest, type ManifestPart, type ObjectSource } from '../../../policy/documents';
import { RESOURCE_KINDS, type ResourceId } from '../../../policy/resources';
import { lastOf } from './remarks';

/** The objects in open YAML files, parsed once per version. */
export class OpenManifests {
  readonly #parsed = new WeakMap<vscode.TextDocument, Manifest & { readonly version: number }>();
  readonly #drafts = new WeakMap<Manifest, { readonly policy: PolicyData; readonly drafted: PolicyData }>();

  in(document: vscode.TextDocument): Manifest {
    let known = this.#parsed.get(document);
    if (known?.version !== document.version) {
      known = { version: document.version, ...readManifest(document.getText()) };
      this.#parsed.set(document, known);
    }
    return known;
  }

  /** Returns the source of the object at a position, and the position in it. */
  sourceAt(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): (ObjectSource & { readonly offset: number }) | undefined {
    const offset = document.offsetAt(position);
    const part = this.partAt(document, offset);
    return part && { ...part.source, offset: offset - part.source.start };
  }

  /** Returns the object at an offset. */
  partAt(document: vscode.TextDocument, offset: number): ManifestPart | undefined {
    const part = this.in(document).parts.findLast(({ start }) => start <= offset);
    return part && offset <= part.end ? part : undefined;
  }

  /** Returns the policy with all objects of a file, the same one while both stay: it is compiled once. */
  drafted(manifest: Manifest, policy: PolicyData): PolicyData {
    const known = this.#drafts.get(manifest);
    if (known?.policy === policy) return known.drafted;
    const drafts = [...lastOf(manifest.parts).values()].flatMap(({ id, document: { object } }) =>
      object && isPlaced(id) ? [{ id, object }] : [],
    );
    const drafted = withResources(policy, drafts);
    this.#drafts.set(manifest, { policy, drafted });
    return drafted;
  }
}

/** Whether the namespace of an object is known. kubectl puts one without a namespace into that of its context. */
export function isPlaced({ kind, namespace }: ResourceId): boolean {
  return namespace !== undefined || !RESOURCE_KINDS[kind].namespaced;
}

/** Returns the objects in a part of a file. */
export function partsIn(
  { parts }: Manifest,
  document: vscode.TextDocument,
  range: vscode.Range,
): readonly ManifestPart[] {
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  return parts.filter((part) => part.start <= end && start <= part.end);
}
