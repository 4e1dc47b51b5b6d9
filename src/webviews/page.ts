/** Where a page finds its parts, as addresses that its frame may load. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The source from which styles and pictures may come. */
  readonly cspSource: string;
  /** Unguessable, new for each page. */
  readonly nonce: string;
  /** Whether it makes pictures: then it may look at those that it has made, and at no others. */
  readonly pictures?: boolean;
  /** Whether its script starts a worker, whose own script stands beside it. */
  readonly worker?: boolean;
  /** The display language, as a BCP 47 tag. */
  readonly language?: string;
  /** The texts of the page in that language, by their English; undefined for English. */
  readonly texts?: object | undefined;
}

/** A page: one script, one style sheet, and a policy that lets nothing else in. */
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
  // The toolkit tries an empty style element and finds its nonce in the meta element.
  const own = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  // A webview can start a worker from a blob alone, and has to fetch its text for that.
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
${texts ? `  <script type="application/json" id="l10n">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>\n` : ''}  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
