import type * as vscode from 'vscode';
import type { Session } from '../../../../cluster/connection/session';
import type { PolicyData, Snapshot } from '../../../../cluster/model/snapshot';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { Profile } from '../../../../policy/calico1/profile';
import type { Finding } from '../../../../policy/lint';
import type { Analysis } from '../../../../app/preview/analysis';
import { lintLevels } from '../../../../app/settings';
import { lineNumber, newError } from '../files/errors';
import { read, type OpenDocument } from '../files/documents';
import { readDraft, readPolicyDraft, type DocumentDraft } from './draft';
import type { ProfileFiles } from '../files/files';
import { findingsOf, graded, type GradedProblem } from './findings';
import { lintFindings, type LintFinding } from './lint-findings';
import { SCHEME } from '../../../../app/rules-uri/names';
import type { ProfileContext } from '../document-context';

/** The document of a profile in the connected cluster, and the policy with its draft. */
export interface Judged {
  readonly open: OpenDocument;
  readonly subject: ProfileContext;
  readonly draft: DocumentDraft;
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
    readonly session: Session,
    private readonly files: ProfileFiles,
    private readonly analysis: Pick<Analysis, 'withDrafts' | 'lintProfile'>,
  ) {}

  /** Undefined for a file on disk, a policy, or a profile that the connected cluster doesn't have. */
  judge(document: vscode.TextDocument): Judged | undefined {
    const open = read(document, this.session);
    const { subject } = open;
    const opened = this.files.versions(document.uri).opened?.content;
    if (subject?.kind !== 'profile') return undefined;
    const draft = readDraft(open.document, opened?.kind === 'document' ? opened.profile : undefined, subject);
    return (
      draft && {
        open,
        subject,
        draft,
        policy: draft.changed ? this.analysis.withDrafts(subject.policy, [draft.profile]) : subject.policy,
      }
    );
  }

  /** Returns the profile or policy that a document would store. Undefined if the cluster has no such object. */
  draft(document: vscode.TextDocument): Profile | TieredPolicy | undefined {
    const { document: rules, subject } = read(document, this.session);
    if (subject?.kind !== 'policy') return this.judge(document)?.draft.profile;
    const opened = this.files.versions(document.uri).opened?.content;
    return readPolicyDraft(rules, opened?.kind === 'policy' ? opened.policy : undefined, subject);
  }

  /** Returns lint's findings in a document's profile. Cached until the document, cluster or settings change. */
  lint({ subject: { profile, snapshot }, policy }: Judged): readonly Finding[] {
    const levels = lintLevels();
    const key = JSON.stringify([profile, levels]);
    const known = this.#linted.get(policy);
    if (known?.key === key && known.marathon === snapshot.marathon) return known.findings;
    const findings = this.analysis.lintProfile(profile, policy, snapshot, levels);
    this.#linted.set(policy, { key, marathon: snapshot.marathon, findings });
    return findings;
  }

  /** Returns the findings that depend on the text and the known tags only. */
  problems(document: vscode.TextDocument): readonly GradedProblem[] {
    const open = read(document, this.session);
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
    const { text, document: rules } = read(document, this.session);
    const error = newError(text, rules, this.files.versions(document.uri).opened?.content.text ?? '');
    return error && { line: lineNumber(error, rules), message: error.message };
  }
}
