/** Elements for the writers of XML formats. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** One element; '' and nothing within make an empty one. */
export const element = (name: string, text: string): string =>
  text === '' ? `<${name}/>` : `<${name}>${escaped(text)}</${name}>`;

/** An element around others. */
export const around = (name: string, inner: readonly string[], attributes = ''): string =>
  `<${name}${attributes}>\n${inner.join('\n')}\n</${name}>`;
