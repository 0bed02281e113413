/** Which vocabulary an XML element belongs to, by the address its prefix stands for. */

/** `''`: the feed's own elements in RSS and RDF, and what has no namespace. `xhtml`: markup, SVG and MathML in it included. `other`: one that feeds do not use. */
export type Vocabulary = '' | 'atom' | 'xhtml' | 'rdf' | 'dc' | 'dcterms' | 'content' | 'media' | 'itunes' | 'sy' | 'slash' | 'wfw' | 'thr' | 'feedburner' | 'history' | 'xml' | 'other';

const BY_ADDRESS: ReadonlyMap<string, Vocabulary> = new Map<string, Vocabulary>([
  ['http://backend.userland.com/rss', ''], ['http://backend.userland.com/rss2', ''], ['http://blogs.law.harvard.edu/tech/rss', ''],
  ['http://backend.userland.com/rss091', ''], ['http://backend.userland.com/rss2-0', ''], ['http://cyber.law.harvard.edu/rss/rss.html', ''],
  ['http://purl.org/rss/1.0', ''], ['http://my.netscape.com/rdf/simple/0.9', ''], ['http://channel.netscape.com/rdf/simple/0.9', ''],
  ['http://purl.org/net/rss1.1#', ''], ['http://example.com/newformat#', ''],
  ['http://www.w3.org/2005/atom', 'atom'], ['http://purl.org/atom/ns#', 'atom'], ['http://example.com/necho#', 'atom'], ['http://purl.org/atom/ns', 'atom'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'], ['http://www.w3.org/2000/svg', 'xhtml'], ['http://www.w3.org/1998/math/mathml', 'xhtml'], ['http://www.w3.org/xml/1998/namespace', 'xml'],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'], ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://purl.org/dc/elements/1.1', 'dc'], ['http://purl.org/dc/elements/1.0', 'dc'], ['http://purl.org/metadata/dublin_core#', 'dc'], ['http://purl.org/metadata/dublin_core', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'], ['http://purl.org/rss/1.0/modules/dcterms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content', 'content'], ['http://search.yahoo.com/mrss', 'media'], ['http://video.search.yahoo.com/mrss', 'media'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'], ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://purl.org/rss/1.0/modules/syndication', 'sy'], ['http://purl.org/rss/1.0/modules/slash', 'slash'],
  ['http://wellformedweb.org/commentapi', 'wfw'], ['http://purl.org/syndication/thread/1.0', 'thr'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'], ['http://purl.org/syndication/history/1.0', 'history'],
]);

/** What a prefix means that a broken feed forgot to declare. */
const BY_PREFIX: ReadonlyMap<string, Vocabulary> = new Map<string, Vocabulary>([
  ['rss', ''], ['atom', 'atom'], ['atom10', 'atom'], ['a10', 'atom'], ['xhtml', 'xhtml'], ['rdf', 'rdf'], ['dc', 'dc'], ['dcterms', 'dcterms'], ['content', 'content'],
  ['media', 'media'], ['itunes', 'itunes'], ['sy', 'sy'], ['slash', 'slash'], ['wfw', 'wfw'], ['thr', 'thr'], ['feedburner', 'feedburner'], ['fh', 'history'], ['xml', 'xml'],
]);

/** Prefixes declared on one element; `outer` is the scope around it, so that a root with thousands costs its children nothing. */
export type Scope = { readonly declared: ReadonlyMap<string, string>; readonly outer: Scope | null };

/** The scope within an element with these attributes: `outer` itself where it declares nothing. */
export function scopeWithin(attributes: Readonly<Record<string, string>>, outer: Scope | null): Scope | null {
  const declared = new Map<string, string>();
  for (const name in attributes) {
    if (name === 'xmlns') declared.set('', attributes[name] ?? '');
    else if (name.startsWith('xmlns:')) declared.set(name.slice(6), attributes[name] ?? '');
  }
  return declared.size === 0 ? outer : { declared, outer };
}

/** The vocabulary of a qualified name in a scope. A prefix means what it is bound to, whatever it is called. */
export function vocabularyOf(prefix: string, scope: Scope | null): Vocabulary {
  for (let current = scope; current !== null; current = current.outer) {
    const address = current.declared.get(prefix);
    if (address !== undefined) return ofAddress(address, prefix);
  }
  return prefix === '' ? '' : BY_PREFIX.get(prefix.toLowerCase()) ?? 'other';
}

/** An unknown default namespace is some publisher's private idea of RSS. */
function ofAddress(address: string, prefix: string): Vocabulary {
  const folded = address.trim().toLowerCase().replace(/^https:/u, 'http:').replace(/\/+$/u, '');
  return BY_ADDRESS.get(folded) ?? (prefix === '' ? '' : 'other');
}
