/** Words that mean the same to whoever searches: spellings, abbreviations and former names. Related words are no synonyms. */

/**
 * Groups of equivalents, folded (lower case, single spaces); every member of a group finds every other one and no word
 * stands in two groups. Only true equivalents: `ci` is also a confidence interval, so it has no group.
 */
export const SYNONYMS: readonly (readonly string[])[] = [
  // Languages and their usual short forms.
  ['javascript', 'js', 'ecmascript'],
  ['typescript', 'ts'],
  ['go', 'golang'],
  ['c++', 'cpp', 'cplusplus'],
  ['c#', 'csharp'],
  ['f#', 'fsharp'],
  ['.net', 'dotnet'],
  ['asp.net', 'aspnet'],
  ['objective-c', 'objc'],
  ['ruby on rails', 'rails', 'ror'],
  ['webassembly', 'wasm'],
  // Frameworks and runtimes that are written with and without their ending.
  ['node.js', 'nodejs'],
  ['react', 'reactjs', 'react.js'],
  ['vue', 'vuejs', 'vue.js'],
  ['next.js', 'nextjs'],
  ['nuxt', 'nuxtjs', 'nuxt.js'],
  ['ember.js', 'emberjs'],
  ['d3', 'd3.js', 'd3js'],
  ['three.js', 'threejs'],
  ['socket.io', 'socketio'],
  ['scikit-learn', 'sklearn'],
  // Databases and stores.
  ['postgresql', 'postgres', 'pg', 'pgsql'],
  ['mongodb', 'mongo'],
  ['elasticsearch', 'elastic search'],
  ['sqlite', 'sqlite3'],
  ['sql server', 'mssql'],
  ['database', 'db'],
  ['rdbms', 'relational database', 'relational database management system'],
  // Platforms and operations.
  ['kubernetes', 'k8s', 'kube'],
  ['amazon web services', 'aws'],
  ['google cloud', 'gcp', 'google cloud platform'],
  ['google kubernetes engine', 'gke'],
  ['macos', 'mac os', 'os x', 'osx'],
  ['infrastructure as code', 'iac'],
  ['site reliability engineering', 'sre'],
  ['observability', 'o11y'],
  ['postmortem', 'post-mortem', 'post mortem'],
  ['ci/cd', 'cicd'],
  ['virtual machine', 'vm'],
  ['operating system', 'os'],
  ['configuration', 'config'],
  ['microservices', 'micro services', 'micro-services'],
  ['monorepo', 'mono repo', 'mono-repo'],
  ['open source', 'open-source', 'oss'],
  ['repository', 'repo'],
  // Words that are shortened by counting their letters.
  ['accessibility', 'a11y'],
  ['internationalisation', 'internationalization', 'i18n'],
  ['localisation', 'localization', 'l10n'],
  ['authentication', 'authn'],
  ['authorisation', 'authorization', 'authz'],
  // Machine learning.
  ['machine learning', 'ml'],
  ['artificial intelligence', 'ai'],
  ['natural language processing', 'nlp'],
  ['large language model', 'llm', 'llms'],
  ['retrieval augmented generation', 'retrieval-augmented generation', 'rag'],
  ['reinforcement learning', 'rl'],
  ['model context protocol', 'mcp'],
  // Protocols and formats.
  ['protocol buffers', 'protobuf'],
  ['graphql', 'gql'],
  ['yaml', 'yml'],
  ['http/2', 'http2'],
  ['http/3', 'http3'],
  ['websocket', 'web socket'],
  ['content delivery network', 'cdn'],
  ['remote procedure call', 'rpc'],
  // Security.
  ['cross-site scripting', 'cross site scripting', 'xss'],
  ['cross-site request forgery', 'cross site request forgery', 'csrf'],
  ['single sign-on', 'single sign on', 'sso'],
  ['multi-factor authentication', 'multi factor authentication', 'mfa', '2fa', 'two-factor authentication'],
  // Ways of working.
  ['pull request', 'merge request'],
  ['test-driven development', 'test driven development', 'tdd'],
  ['domain-driven design', 'domain driven design', 'ddd'],
  ['end-to-end', 'end to end', 'e2e'],
  ['user interface', 'ui'],
  ['user experience', 'ux'],
  ['a/b testing', 'ab testing', 'a/b test'],
  ['garbage collection', 'garbage collector', 'gc'],
  ['just-in-time compiler', 'jit'],
  ['command line', 'command-line', 'cli'],
  ['front end', 'front-end', 'frontend'],
  ['back end', 'back-end', 'backend'],
  ['progressive web app', 'pwa'],
  ['server-side rendering', 'server side rendering', 'ssr'],
  ['real time', 'real-time', 'realtime'],
  ['time series', 'time-series', 'timeseries'],
  // British and American spelling.
  ['behaviour', 'behavior'], ['behavioural', 'behavioral'], ['colour', 'color'], ['licence', 'license'], ['centre', 'center'],
  ['catalogue', 'catalog'], ['neighbour', 'neighbor'], ['defence', 'defense'], ['grey', 'gray'], ['artefact', 'artifact'], ['favour', 'favor'],
  ['analyse', 'analyze'], ['modelling', 'modeling'], ['labelling', 'labeling'], ['cancelled', 'canceled'], ['cancelling', 'canceling'],
  ['organisation', 'organization'], ['optimisation', 'optimization'], ['optimise', 'optimize'], ['visualisation', 'visualization'],
  ['visualise', 'visualize'], ['serialisation', 'serialization'], ['deserialisation', 'deserialization'], ['virtualisation', 'virtualization'],
  ['normalisation', 'normalization'], ['customisation', 'customization'], ['initialisation', 'initialization'],
  ['synchronisation', 'synchronization'], ['containerisation', 'containerization'], ['parallelisation', 'parallelization'],
  ['vectorisation', 'vectorization'], ['modernisation', 'modernization'], ['tokenisation', 'tokenization'], ['quantisation', 'quantization'],
  ['memoisation', 'memoization'], ['randomisation', 'randomization'], ['factorisation', 'factorization'], ['utilisation', 'utilization'],
  ['prioritisation', 'prioritization'], ['standardisation', 'standardization'], ['personalisation', 'personalization'],
  ['summarisation', 'summarization'], ['regularisation', 'regularization'], ['summarise', 'summarize'], ['prioritise', 'prioritize'],
  ['minimise', 'minimize'], ['maximise', 'maximize'], ['recognise', 'recognize'],
];

const GROUP_OF: ReadonlyMap<string, readonly string[]> = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group])));

/** The other spellings of a word or phrase, in the order of its group; empty where it has none. Case does not matter. */
export function synonymsOf(word: string): readonly string[] {
  const folded = word.trim().toLowerCase();
  return GROUP_OF.get(folded)?.filter((other) => other !== folded) ?? [];
}
