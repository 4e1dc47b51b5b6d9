import type * as vscode from 'vscode';
import type { Analysis } from '../../../../app/preview/analysis';
import { lintLevels } from '../../../../app/settings';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { dataOf } from '../../../../cluster/model/indexes';
import { withResources, type ResourceDraft } from '../../../../cluster/model/resources';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import type { ClusterFinding } from '../../../../policy/lint/cluster';
import type { Span } from '../../../../policy/documents';
import { draftOfObject, readObject } from './documents';

/** A finding of lint in the document of an object. */
export interface ObjectRemark extends Span {
  readonly finding: ClusterFinding;
}

interface Known {
  readonly policy: PolicyData;
  readonly draft: ResourceDraft;
  readonly levels: string;
  readonly findings: readonly ClusterFinding[];
}

/** Lints the documents of objects, with their unsaved changes. */
export class ObjectLint {
  readonly #known = new WeakMap<vscode.TextDocument, Known>();
  readonly #drafts = new WeakMap<ResourceDraft, { readonly policy: PolicyData; readonly drafted: PolicyData }>();

  constructor(
    private readonly sessions: DocumentSessions,
    private readonly analysis: Pick<Analysis, 'lintResource'>,
  ) {}

  /** Returns the findings in a document; none if it has errors. Cached until it, the cluster or settings change. */
  remarks(document: vscode.TextDocument): readonly ObjectRemark[] {
    const open = readObject(document);
    const draft = open && draftOfObject(document, this.sessions);
    const policy = this.#policyOf(document);
    if (!draft || !policy) return [];
    const { yaml } = open.document;
    return this.#findings(document, draft, policy).map((finding) => {
      const { path } = finding.origin;
      return { ...yaml.spanOf(path.length > 0 ? path : ['metadata', 'name']), finding };
    });
  }

  /** Returns the policy with the unsaved changes of a document; undefined while it has errors. */
  policyWith(document: vscode.TextDocument): PolicyData | undefined {
    const draft = draftOfObject(document, this.sessions);
    const policy = this.#policyOf(document);
    return draft && policy && this.#drafted(document, draft, policy);
  }

  #policyOf({ uri }: vscode.TextDocument): PolicyData | undefined {
    const place = parseDocumentUri(uri);
    const connection = place && connectionOf(place, this.sessions);
    return connection && dataOf(connection.store.snapshot.policy);
  }

  #drafted(document: vscode.TextDocument, draft: ResourceDraft, policy: PolicyData): PolicyData {
    if (!document.isDirty) return policy;
    let known = this.#drafts.get(draft);
    if (known?.policy !== policy)
      this.#drafts.set(draft, (known = { policy, drafted: withResources(policy, [draft]) }));
    return known.drafted;
  }

  #findings(document: vscode.TextDocument, draft: ResourceDraft, policy: PolicyData): readonly ClusterFinding[] {
    const levels = lintLevels();
    const key = JSON.stringify(levels);
    const known = this.#known.get(document);
    if (known?.policy === policy && known.draft === draft && known.levels === key) return known.findings;
    const drafted = this.#drafted(document, draft, policy);
    const findings = this.analysis.lintResource(draft.id, drafted, levels);
    this.#known.set(document, { policy, draft, levels: key, findings });
    return findings;
  }
}
