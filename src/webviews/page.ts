/** The addresses of a page's parts. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The source that styles and images may come from. */
  readonly cspSource: string;
  /** Unguessable and new for each page. */
  readonly nonce: string;
  /** Whether the page creates images, and may display only those. */
  readonly pictures?: boolean;
  /** Whether the page's script starts a worker, whose script is next to it. */
  readonly worker?: boolean;
  /** The display language, as a BCP 47 tag. */
  readonly language?: string;
  /** The texts of the page in that language, by their English texts. undefined for English. */
  readonly texts?: object | undefined;
}

/**
 * Returns the HTML of a page: one script with what it imports, one style sheet, and a content
 * security policy that allows nothing else.
 */
export function pageHtml({
  script,
  style,
  cspSource,
  nonce,
  pictures = false,
  worker = false,
  language = 'en',
  texts,
}: PageParts): string {
  // The toolkit tries an empty style element and reads its nonce from the meta element.
  const own = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  // A webview can only start a worker from a blob, and must fetch its script for that.
  const policy = `${own}${pictures ? '; img-src blob:' : ''}${worker ? `; worker-src blob:; connect-src ${cspSource}` : ''}`;
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>Calico Stars</title>
</head>
<body>
  <main id="stars"></main>
${texts ? `  <script type="application/json" id="l10n">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>\n` : ''}  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
