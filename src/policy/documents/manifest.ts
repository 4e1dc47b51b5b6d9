import { isMap, parseAllDocuments, type Document } from 'yaml';
import { isPolicyKind, kindOf, type ResourceId, type ResourceKind } from '../resources';
import { readResourceDocument, type ResourceDocument } from './resource';

/** An object of a file with one or more YAML documents. */
export interface ManifestPart {
  readonly id: ResourceId;
  /** Offset of its document in the file; positions in `document` count from there. */
  readonly start: number;
  readonly text: string;
  readonly document: ResourceDocument;
}

/** Kinds that a file may define for policy, besides the policies themselves. */
const OTHERS: ReadonlySet<ResourceKind> = new Set(['Tier', 'NetworkSet', 'GlobalNetworkSet', 'HostEndpoint']);

/** Longer files are not read: nobody wrote them by hand. In characters. */
const MOST = 1_000_000;

/** What a file has to contain to be parsed at all. */
const GROUPS =
  /^\s*(?:-\s+)?apiVersion:\s*["']?(?:projectcalico\.org|networking\.k8s\.io|policy\.networking\.k8s\.io)\//m;

/** Returns the objects of policy in a text with one or more YAML documents, as kubectl and calicoctl take them. */
export function readManifest(text: string): readonly ManifestPart[] {
  if (text.length > MOST || !GROUPS.test(text)) return [];
  const documents = parseAllDocuments(text, { prettyErrors: false, keepSourceTokens: false });
  if ('empty' in documents) return [];
  return documents.flatMap((document) => {
    const id = idOf(document);
    if (!id) return [];
    const [start, , end] = document.range;
    const own = text.slice(start, end);
    return [{ id, start, text: own, document: readResourceDocument(own, id) }];
  });
}

function idOf(document: Document): ResourceId | undefined {
  const textAt = (...path: readonly string[]): string | undefined => {
    const value: unknown = isMap(document.contents) ? document.getIn(path) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const known = kindOf(textAt('apiVersion') ?? '', textAt('kind') ?? '');
  if (!known || !(isPolicyKind(known) || OTHERS.has(known))) return undefined;
  const namespace = textAt('metadata', 'namespace');
  return { kind: known, ...(namespace !== undefined && { namespace }), name: textAt('metadata', 'name') ?? '' };
}
