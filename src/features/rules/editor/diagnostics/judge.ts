import type * as vscode from 'vscode';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import type { PolicyData, Snapshot } from '../../../../cluster/model/snapshot';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { Profile } from '../../../../policy/calico1/profile';
import type { Finding } from '../../../../policy/lint';
import type { Analysis } from '../../../../app/preview/analysis';
import { lintLevels } from '../../../../app/settings';
import { lineNumber, newError } from '../files/errors';
import { read, type OpenDocument } from '../files/documents';
import { readDraft, readPolicyDraft, type DocumentDraft, type PolicyDraft } from './draft';
import type { ProfileFiles } from '../files/files';
import { findingsOf, graded, type GradedProblem } from './findings';
import { lintFindings, type DraftedRules, type LintFinding } from './lint-findings';
import { SCHEME } from '../../../../app/rules-uri/names';
import type { DocumentContext } from '../document-context';

/** The document of a profile or policy in its cluster, and the policy with its draft. */
export interface Judged {
  readonly open: OpenDocument;
  readonly subject: DocumentContext;
  readonly draft: DraftedRules;
  /** The policy with the draft. The cluster's own if the text equals it. */
  readonly policy: PolicyData;
}

/** Evaluates documents against the cluster: their drafts and findings. */
export class Judge {
  readonly #linted = new WeakMap<
    PolicyData,
    { readonly key: string; readonly marathon: Snapshot['marathon']; readonly findings: readonly Finding[] }
  >();

  constructor(
    readonly sessions: DocumentSessions,
    private readonly files: ProfileFiles,
    private readonly analysis: Pick<Analysis, 'withDrafts' | 'lintPolicy' | 'lintProfile'>,
  ) {}

  /** Undefined for a file on disk, or a profile or policy that its cluster doesn't have. */
  judge(document: vscode.TextDocument): Judged | undefined {
    const open = read(document, this.sessions);
    const { subject } = open;
    const draft = this.#draftOf(document, open);
    if (!subject || !draft) return undefined;
    if ('policy' in draft)
      return {
        open,
        subject,
        draft: { rules: draft.policy, selector: draft.policy.selector, whole: draft.whole },
        policy: draft.data,
      };
    const { profile, whole, changed } = draft;
    const policy = changed ? this.analysis.withDrafts(subject.policy, [profile]) : subject.policy;
    return { open, subject, draft: { rules: profile, whole }, policy };
  }

  /** Returns the profile or policy that a document would store. Undefined if the cluster has no such object. */
  draft(document: vscode.TextDocument): Profile | TieredPolicy | undefined {
    const draft = this.#draftOf(document, read(document, this.sessions));
    return draft && ('policy' in draft ? draft.policy : draft.profile);
  }

  #draftOf(
    document: vscode.TextDocument,
    { document: rules, subject }: OpenDocument,
  ): DocumentDraft | PolicyDraft | undefined {
    const opened = this.files.versions(document.uri).opened?.content;
    switch (subject?.kind) {
      case undefined:
        return undefined;
      case 'profile':
        return readDraft(rules, opened?.kind === 'document' ? opened.profile : undefined, subject);
      case 'policy':
        return readPolicyDraft(rules, opened?.kind === 'policy' ? opened.policy : undefined, subject);
    }
  }

  /** Returns lint's findings in a document's profile or policy. Cached until the document, cluster or settings change. */
  lint({ subject, policy }: Judged): readonly Finding[] {
    const { snapshot } = subject;
    const levels = lintLevels();
    const name = subject.kind === 'profile' ? subject.profile : [subject.tier, subject.name];
    const key = JSON.stringify([name, levels]);
    const known = this.#linted.get(policy);
    if (known?.key === key && known.marathon === snapshot.marathon) return known.findings;
    const findings =
      subject.kind === 'profile'
        ? this.analysis.lintProfile(subject.profile, policy, snapshot, levels)
        : this.analysis.lintPolicy(subject, policy, snapshot, levels);
    this.#linted.set(policy, { key, marathon: snapshot.marathon, findings });
    return findings;
  }

  /** Returns the findings that depend on the text and the known tags only. */
  problems(document: vscode.TextDocument): readonly GradedProblem[] {
    const open = read(document, this.sessions);
    return graded(findingsOf(open.document, open.subject), open.document, lintLevels());
  }

  /** Returns lint's findings, without those that the text's own findings cover. */
  remarks(document: vscode.TextDocument): readonly LintFinding[] {
    const judged = document.uri.scheme === SCHEME ? this.judge(document) : undefined;
    if (!judged) return [];
    const { open, draft, subject } = judged;
    return lintFindings(
      this.lint(judged),
      open.text,
      open.document,
      draft,
      subject,
      findingsOf(open.document, subject),
    );
  }

  /** Returns why a document can't be saved as it is; undefined if its text is valid. */
  hindrance(document: vscode.TextDocument): { readonly line: number; readonly message: string } | undefined {
    const { text, document: rules } = read(document, this.sessions);
    const error = newError(text, rules, this.files.versions(document.uri).opened?.content.text ?? '');
    return error && { line: lineNumber(error, rules), message: error.message };
  }
}
