/** Words by which people ask and that say nothing of what they ask about. */

/** English. Beside function words the ones that name the asking itself: `has anyone written a post about …`. */
const ENGLISH = `a about actually after all also am an and any anybody anyone anything are article articles as at be became because become been before being
best better between blog both but by came can cannot come could did do does doing done dont each either else ever every examples explain explained explains
experience experiences few find for from get gets getting give going got had happen happened happens has hasnt have having he her here him his how i if
in instead into is isnt it its ive just know knows let lets like look looking lot made make makes making many may me might more most much must my need needs of off on
once one only onto or other our out over own people please post posts question read really recommend said same say says she should since so some somebody
someone something still such suggest tell than thank thanks that the their them then there these they thing things this those though through to too try
trying under until up us use used uses using very want wants was way ways we went were what whats when whenever where whether which while who whom whose
why will with within without wont work works working would write writes writing written wrote yes yet you your`;
const GERMAN = `aber als am an auch auf aus bei beim bin bis das dass dem den denn der des die dies diese dieser doch du durch ein eine einem einen einer eines er es
etwas für gibt hat haben ich ihr im ist ja jemand kann kein keine können man mein mich mir mit nach nicht noch nur oder schon sehr sein sich sie sind so über
um und uns unser von vom vor wann war warum was welche welcher welches wenn wer werden wie wieso will wir wird wo wurde wurden zu zum zur geschrieben artikel beitrag`;
/** Chinese and Japanese, as segmentation gives them. */
const EAST_ASIAN = `的 了 吗 呢 吧 啊 在 是 有 和 与 或 把 被 对 从 里 中 让 能 要 会 可以 同时 如何 怎么 怎样 怎么样 什么 为什么 哪些 哪个 哪里 谁 多少 是否 有没有 需要 应该 解决 一个 这个 那个 我们 你们 他们 太 太大 很 都 也 就
の は が を に へ で と も か や から まで です ます する した して いる ある ない どう どの どれ 何 なぜ いつ どこ だれ どうやって 方法 こと もの よう ため これ それ`;

const QUESTION_WORDS: ReadonlySet<string> = new Set(`${ENGLISH} ${GERMAN} ${EAST_ASIAN}`.split(/\s+/u));

/** Whether a word only asks. Single letters do too, but those that are names of languages. */
export function isQuestionWord(word: string): boolean {
  const plain = word.toLowerCase().replace(/['’]/gu, '');
  return QUESTION_WORDS.has(plain) || (/^\p{L}$/u.test(plain) && !/^[crd]$/u.test(plain));
}
