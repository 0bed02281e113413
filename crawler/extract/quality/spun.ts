/** Signs that no person wrote the text as it stands: spun, scraped or broken on the way. Each looks at plain text. */

/** A sign: what it is called, and the share of trust that is left where it shows (0–1). */
export type Sign = { readonly reason: string; readonly trust: number };

/** What is looked at: a text, the words of its beginning and how often each of them comes there. */
export type Judged = { readonly text: string; readonly words: readonly string[]; readonly counts: ReadonlyMap<string, number> };

/** A rule that finds its sign or does not. */
export type SignRule = (judged: Judged) => Sign | null;

export const SPUN_SIGNS: readonly SignRule[] = [findStrayOrdinals, findShuffledOrdinals, findMojibake, findStuffing, findStuffedPhrase, findRepetition, findRunOn, findPlaceholder];

/** An ordinal torn from what it counts, after the end of a sentence: digits without a space or at the end of a line, or the letters that a font without a character map makes of digits. */
const STRAY_ORDINAL = /(?<=\p{Ll}[.!?]\s{0,2})([\u0120-\u0129])\.(?=\s|$)|(?<=\p{Ll}[.!?])(\d{1,2})\.(?=\s|$)|(?<=\p{Ll}[.!?]\s)(\d{1,2})\.\s*$/gmu;

function findStrayOrdinals({ text }: Judged): Sign | null {
  const stray = text.match(STRAY_ORDINAL)?.length ?? 0;
  return stray < 3 ? null : { reason: `broken enumeration (${stray} stray numbers)`, trust: stray >= 5 ? 0.25 : 0.5 };
}

/** A line separator (U+2028) read in the wrong encoding. */
const BROKEN_BREAK = /â€¨/gu;

/** The ordinals of paragraphs, leading or torn off; an author counts upwards. */
function findShuffledOrdinals(judged: Judged): Sign | null {
  const text = judged.text.replace(BROKEN_BREAK, '\n');
  const stray = [...text.matchAll(STRAY_ORDINAL)].map((match) => ordinalOf(match[1] ?? match[2] ?? match[3] ?? ''));
  const leading = [...text.matchAll(/^(\d{1,2})[.)]\s/gmu)].map((match) => ordinalOf(match[1] ?? ''));
  return [stray, leading].some(fallsMostly) ? { reason: 'shuffled enumeration', trust: 0.4 } : null;
}

function fallsMostly(ordinals: readonly number[]): boolean {
  const steps = ordinals.slice(1).map((ordinal, index) => ordinal - (ordinals[index] ?? 0));
  return ordinals.length >= 4 && steps.filter((step) => step < 0).length > steps.length * 0.5;
}

/** Fonts without a character map give the digits 0–9 as U+0120–U+0129. */
function ordinalOf(text: string): number {
  const code = text.charCodeAt(0);
  return code >= 0x120 && code <= 0x129 ? code - 0x120 : Number(text);
}

const MOJIBAKE = /Ã[\u0080-\u00BF©¨¤¶¼Ÿ±³¡]|â€[™œ\u009D“”˜¦¨©]|ï¿½|Â[\u00A0«»°]|\uFFFD|ðŸ/gu;

function findMojibake({ text }: Judged): Sign | null {
  const broken = text.match(MOJIBAKE)?.length ?? 0;
  if (broken < 3 || broken * 400 < text.length) return null;
  return { reason: `mojibake (${broken} broken characters)`, trust: broken * 60 > text.length ? 0.3 : 0.6 };
}

const COMMON = new Set(('the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our even most made after also did many off before must well back through years much where your way down should because each just how too still being own see against it’s us use used using').split(' '));
/** A text about one thing says its name in two or three words of a hundred; twelve is for search engines. */
const STUFFED_SHARE = 0.12;

const WITHOUT_SPACES = /[\u3040-\u30FF\u3400-\u9FFF\u0E00-\u0E7F]/u;

/** Scripts without spaces have no words to count, and what stands between them are names. */
function hasNoSpaces(text: string, words: readonly string[]): boolean {
  return WITHOUT_SPACES.test(text) && words.filter((word) => WITHOUT_SPACES.test(word)).length > words.length * 0.1;
}

function findStuffing({ text, words, counts }: Judged): Sign | null {
  if (words.length < 150 || hasNoSpaces(text, words)) return null;
  const top = mostFrequent(counts, (word) => word.length > 2 && !COMMON.has(word) && !/^\d/u.test(word));
  return top === null || top[1] < words.length * STUFFED_SHARE ? null : { reason: `keyword stuffing ("${top[0]}" ${top[1]} times in ${words.length} words)`, trust: 0.35 };
}

/** The first of the most frequent keys that count, with how often it came; null where there is none. */
function mostFrequent(counts: ReadonlyMap<string, number>, isCounted: (key: string) => boolean): readonly [key: string, count: number] | null {
  let most: readonly [key: string, count: number] | null = null;
  for (const entry of counts) if ((most === null || entry[1] > most[1]) && isCounted(entry[0])) most = entry;
  return most;
}

/** A text's most frequent three words in a row make up a hundredth of it; a tenth is written around a search. Release notes name their version as often. */
const STUFFED_PHRASE_SHARE = 0.12;

function findStuffedPhrase({ text, words, counts }: Judged): Sign | null {
  if (words.length < 100 || hasNoSpaces(text, words)) return null;
  const enough = Math.max(6, (words.length * STUFFED_PHRASE_SHARE) / 3);
  const [phrase, count] = mostFrequent(countPhrases(words, (word) => (counts.get(word) ?? 0) >= enough && !/^\d/u.test(word)), () => true) ?? ['', 0];
  return count < enough ? null : { reason: `written around "${phrase}" (${count} times in ${words.length} words)`, trust: 0.35 };
}

/** How often each three words in a row come; only words that are frequent themselves are in a frequent phrase, and a release's notes may name its version in every line. */
function countPhrases(words: readonly string[], isFrequent: (word: string) => boolean): Map<string, number> {
  const counts = new Map<string, number>();
  let run = 0;
  for (const [index, word] of words.entries()) {
    run = isFrequent(word) ? run + 1 : 0;
    if (run < 3) continue;
    const phrase = `${words[index - 2]} ${words[index - 1]} ${word}`;
    counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return counts;
}

/** Paragraphs that come again word for word. */
function findRepetition({ text }: Judged): Sign | null {
  const paragraphs = text.split('\n').map((line) => line.trim()).filter((line) => line.length > 80);
  const repeated = paragraphs.length - new Set(paragraphs).size;
  return repeated >= 3 && repeated > paragraphs.length * 0.3 ? { reason: `repeated paragraphs (${repeated} of ${paragraphs.length})`, trust: 0.4 } : null;
}

/** Messages pasted one after the other: many words in the first person, hardly a full stop, emoji or abuse between them. */
function findRunOn({ text }: Judged): Sign | null {
  const pasted = text.split('\n').filter((line) => line.length > 150 && line.length < 3_000 && isRunOn(line) && FIRST_PERSON.test(line) && OUTBURST.test(line));
  return pasted.length === 0 ? null : { reason: 'pasted complaints', trust: 0.5 };
}

const OUTBURST = /\p{Extended_Pictographic}|\b(?:jfc|wtf|omg|ffs|lol)\b/iu;
/** Written in haste: authors who speak of themselves write a capital. */
const FIRST_PERSON = /(?<![\p{L}\p{N}._/(-])i(?:['’](?:ve|m|d|ll))?(?=[\s,!?]|$)/u;

/** Fewer than one end of a sentence in thirty words. */
function isRunOn(line: string): boolean {
  let ends = 0;
  let words = 1;
  for (let index = 0; index < line.length; index += 1) {
    const sign = line[index];
    if (sign === ' ') words += 1;
    else if ((sign === '.' || sign === '!' || sign === '?') && !/\S/u.test(line[index + 1] ?? '')) ends += 1;
  }
  return ends * 30 < words;
}

function findPlaceholder({ text }: Judged): Sign | null {
  const found = text.match(/lorem ipsum/giu)?.length ?? 0;
  return found > 0 && found * 2_000 > text.length ? { reason: 'placeholder text', trust: 0.3 } : null;
}
