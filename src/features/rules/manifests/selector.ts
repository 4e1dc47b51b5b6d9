import type * as vscode from 'vscode';

/** YAML files of the workspace. Objects of a cluster have documents and a language of their own. */
export const MANIFESTS: vscode.DocumentFilter = { language: 'yaml', scheme: 'file' };
