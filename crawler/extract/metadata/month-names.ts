/** Month names in the languages that dates are read in, folded to lower case without accents. */

/** Twelve names each, space between months, `|` between spellings. */
const CALENDARS: Readonly<Record<string, string>> = {
  en: 'january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct november|nov december|dec',
  de: 'januar|janner|jan februar|feber|feb marz|maerz|mrz april|apr mai juni|jun juli|jul august|aug september|sept|sep oktober|okt november|nov dezember|dez',
  fr: 'janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout septembre|sept octobre|oct novembre|nov decembre|dec',
  es: 'enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago septiembre|setiembre|sep octubre|oct noviembre|nov diciembre|dic',
  it: 'gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set|sett ottobre|ott novembre|nov dicembre|dic',
  pt: 'janeiro|jan fevereiro|fev marco|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez',
  nl: 'januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep oktober|okt november|nov december|dec',
  sv: 'januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep oktober|okt november|nov december|dec',
  da: 'januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep oktober|okt november|nov december|dec',
  no: 'januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep oktober|okt november|nov desember|des',
  pl: 'stycznia|styczen|sty lutego|luty|lut marca|marzec|mar kwietnia|kwiecien|kwi maja|maj czerwca|czerwiec|cze lipca|lipiec|lip sierpnia|sierpien|sie wrzesnia|wrzesien|wrz pazdziernika|pazdziernik|paz listopada|listopad|lis grudnia|grudzien|gru',
  cs: 'ledna|leden unora|unor brezna|brezen dubna|duben kvetna|kveten cervna|cerven cervence|cervenec srpna|srpen zari rijna|rijen listopadu prosince|prosinec',
  ru: 'января|январь|янв февраля|февраль|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн июля|июль|июл августа|август|авг сентября|сентябрь|сен октября|октябрь|окт ноября|ноябрь|ноя декабря|декабрь|дек',
  uk: 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня',
  tr: 'ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik',
  fi: 'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta',
  hu: 'januar|jan februar|febr marcius|marc aprilis|apr majus|maj junius|jun julius|jul augusztus|aug szeptember|szept oktober|okt november|nov december|dec',
  ro: 'ianuarie|ian februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie',
  id: 'januari februari maret april mei juni juli agustus|agu september oktober|okt november desember|des',
  el: 'ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου',
  bg: 'януари февруари март април май юни юли август септември октомври ноември декември',
  ca: 'gener|gen febrer|febr marc abril|abr maig juny juliol|jul agost|ag setembre|set octubre|oct novembre|nov desembre|des',
  sk: 'januara|januar februara|februar marca|marec aprila|april maja|maj juna|jun jula|jul augusta|august septembra|september oktobra|oktober novembra|november decembra|december',
  sl: 'januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija julij|julija avgust|avgusta september|septembra oktober|oktobra november|novembra december|decembra',
  et: 'jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember',
  lv: 'janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris',
  ar: 'يناير فبراير مارس أبريل|ابريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر',
  he: 'ינואר|בינואר פברואר|בפברואר מרץ|במרץ אפריל|באפריל מאי|במאי יוני|ביוני יולי|ביולי אוגוסט|באוגוסט ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר',
  hr: 'sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca',
};

const MONTHS = new Map<string, number>();
for (const names of Object.values(CALENDARS)) {
  names.split(' ').forEach((spellings, index) => {
    for (const spelling of spellings.split('|')) if (!MONTHS.has(folded(spelling))) MONTHS.set(folded(spelling), index + 1);
  });
}

/** The month (1–12) that a name or its abbreviation means in any of the languages, or null. Where languages differ, the first one listed wins. */
export function monthNumber(name: string): number | null {
  return MONTHS.get(folded(name)) ?? null;
}

function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}+/gu, '').replaceAll('ı', 'i').toLowerCase().replace(/\.$/u, '');
}
