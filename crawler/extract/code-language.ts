/** The language of a code block that does not say: a vote of constructs that hardly occur elsewhere. */

/** A construct and how strongly it speaks for its language. */
type Clue = readonly [language: string, weight: number, pattern: RegExp];

const CLUES: readonly Clue[] = [
  ['python', 3, /^\s*def \w+\([^)\n]*\)(?: ?-> ?[^:\n]+)?:\s*$/mu], ['python', 3, /^\s*(?:elif .+|except(?: \w+)?(?: as \w+)?|with .+ as \w+):\s*$/mu], ['python', 2, /^(?:from [\w.]+ import [\w*(]|import \w+(?: as \w+)?$)/mu], ['python', 2, /^>>> /mu], ['python', 2, /\bself\.\w+|__\w+__/u],
  ['javascript', 2, /\b(?:const|let) [\w{[][^=\n]* = /u], ['javascript', 2, /=> ?[{(\w]|\bfunction ?\w*\(/u], ['javascript', 2, /\b(?:console\.log|require\(['"]|module\.exports|document\.\w+|await \w)/u], ['javascript', 2, /^import .+ from ['"]/mu],
  ['typescript', 4, /\b(?:interface \w+(?:<\w+>)? \{|type \w+ = |: (?:string|number|boolean)(?:\[\])?[;,)= |]|as const\b|implements \w+)/u],
  ['java', 3, /\b(?:public|private|protected) (?:static |final |abstract )*(?:class|interface|void|[A-Z]\w*(?:<[^>\n]+>)?) \w+/u], ['java', 3, /\bSystem\.out\.|@Override\b|^import (?:java|org|com)\.[\w.]+;/mu],
  ['kotlin', 3, /\bfun (?:<\w+> )?\w+\([^)\n]*\)(?:: \w+)? ?[={]/u], ['kotlin', 2, /\b(?:val|var) \w+(?:: \w+)? = (?!.*;$)/mu], ['kotlin', 3, /\b(?:data class|companion object|suspend fun)\b/u],
  ['scala', 3, /\b(?:def \w+(?:\[[^\]\n]+\])?(?:\([^)\n]*\))*(?:: [\w[\], ]+)? =|case class|object \w+ extends|implicit (?:val|def)|trait \w+)/u], ['scala', 2, /\b(?:sealed trait|given \w+|extends \w+ with)\b|^import (?:scala|cats|zio)\./mu],
  ['go', 3, /^func (?:\(\w+ \*?\w+\) )?\w+\(/mu], ['go', 3, /^package \w+$|:= |\bfmt\.\w+\(|\bchan \w+|\bgo func\(/mu],
  ['rust', 3, /\b(?:fn \w+(?:<[^>\n]+>)?\([^)\n]*\)|let mut \w+|impl(?:<[^>\n]+>)? \w+|pub (?:fn|struct|enum|mod)|println!\(|&mut |->\s*Result<)/u], ['rust', 2, /\b(?:use (?:std|crate|super)::|#\[(?:derive|test|cfg)|\w+::\w+::<)/u], ['rust', 2, /^(?:error|warning)(?:\[E\d+\])?: .+\n\s+--> /mu],
  ['c', 2, /^#include <\w+\.h>/mu], ['c', 2, /\b(?:int main\((?:void|int)|printf\(|malloc\(|struct \w+ \*|size_t |uint\d+_t )/u],
  ['cpp', 4, /\bstd::|^#include <\w+>$|\btemplate ?<|\b(?:class|struct) \w+ (?:final )?: public|\bnullptr\b|\bcout <</mu],
  ['csharp', 4, /\b(?:using System|namespace \w+(?:\.\w+)*[\s;{]|public (?:async )?Task|Console\.Write|string\.IsNullOr)|\{ get; /u],
  ['ruby', 3, /^\s*(?:def \w+[?!]?(?:\([^)\n]*\))?\s*$|require ['"]|module \w+$|attr_\w+ :)/mu], ['ruby', 2, /\b(?:do \|\w+(?:, \w+)*\||puts |\.each )|^\s*end$/mu],
  ['php', 5, /<\?php|\$\w+ ?(?:->|=) ?/u], ['swift', 3, /\b(?:func \w+\([^)\n]*\) (?:throws )?->|guard let|if let \w+ =|@State |import (?:SwiftUI|UIKit|Foundation))/u],
  ['sql', 4, /^\s*(?:SELECT\b[\s\S]{1,400}\bFROM\b|INSERT INTO|CREATE (?:OR REPLACE )?(?:TABLE|INDEX|VIEW|FUNCTION|DATABASE)|ALTER TABLE|UPDATE \w+ SET|DELETE FROM|EXPLAIN )/imu],
  ['bash', 3, /^(?:#!\/\S*sh\b|\s*[$#%] \w|\s*(?:sudo|apt(?:-get)?|brew|npm|npx|yarn|pip3?|git|curl|wget|docker|kubectl|cd|mkdir|export|cargo|make|chmod|helm|go (?:get|install|run)) [\w./-])/mu], ['bash', 2, /\b(?:echo ["$]|fi$|done$|\$\{?\w+\}? ?\|)/mu],
  ['html', 4, /^\s*<(?:!doctype html|html|div|body|head|script|p|a|ul|table|form|span|button|input|template)\b[^>\n]*>/imu], ['xml', 3, /^\s*<\?xml|<(\w+:)?\w+ xmlns|^\s*<(?:dependency|project|configuration|property)>/mu],
  ['css', 3, /^\s*(?:[.#]?[\w-]+(?:[ ,>:.#][\w-]+)*|@media [^{\n]+) \{\s*$[\s\S]{0,200}^\s*[\w-]+: [^;\n]+;$/mu],
  ['json', 5, /^\s*[{[]\s*(?:"[\w$-]+"\s*:|\{\s*"|\]|\})/u], ['yaml', 4, /^(?:apiVersion|kind|version|services|name|jobs|on|metadata|spec): ?.*$[\s\S]{0,200}^\s*(?:- )?[\w-]+:(?: |$)/mu], ['toml', 4, /^\[\[?[\w.-]+\]\]?$\s*[\w-]+ = /mu],
  ['dockerfile', 5, /^FROM [\w./:-]+(?: AS \w+)?$[\s\S]{0,500}^(?:RUN|COPY|CMD|ENTRYPOINT|WORKDIR) /mu], ['diff', 5, /^(?:diff --git |@@ -\d+|--- a\/|\+\+\+ b\/)/mu], ['hcl', 5, /^(?:resource|variable|provider|module|data|output) "\w+"(?: "\w+")? \{/mu],
  ['haskell', 3, /^\w+ :: .+(?:->|IO )|^import qualified |\bwhere$|^data \w+.* = /mu], ['elixir', 4, /\b(?:defmodule \w|defp? \w+.*\bdo$|\|> \w)/mu], ['clojure', 4, /^\s*\((?:defn?|ns|let|require)[ -]/mu], ['julia', 3, /^\s*(?:using \w+$|julia> |function \w+\([^)\n]*\)\s*$|@\w+ \w+)|\bend$/mu], ['ocaml', 3, /\blet (?:rec )?\w+ .*= *(?:function|match .* with)?$|\b(?:module \w+ = struct|;;$)/mu], ['r', 3, /\w+ <- \w|\blibrary\(\w+\)|%>%/u], ['protobuf', 5, /^\s*(?:syntax = "proto|message \w+ \{|rpc \w+)/mu], ['lua', 3, /\blocal \w+ = |\bfunction \w+[.:]\w+\(|\bthen$/mu], ['makefile', 4, /^[\w.-]+:(?: [\w./-]+)*\n\t/mu], ['nginx', 4, /^\s*(?:server|location [^{\n]+|upstream \w+) \{/mu],
];

/** Longer blocks are judged by their beginning. */
const SAMPLE_CHARS = 4_000;
/** One weak clue is not enough. */
const MIN_VOTES = 3;

/** The language that most constructs of the code speak for, or null where none does clearly: better unknown than wrong. */
export function guessCodeLanguage(code: string): string | null {
  const sample = code.slice(0, SAMPLE_CHARS);
  const votes = new Map<string, number>();
  for (const [language, weight, pattern] of CLUES) if (pattern.test(sample)) votes.set(language, (votes.get(language) ?? 0) + weight);
  const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < MIN_VOTES) return null;
  return second !== undefined && second[1] === first[1] ? null : first[0];
}
