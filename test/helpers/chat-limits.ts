type Block = { readonly type: string; readonly text?: { readonly text: string }; readonly elements?: readonly { readonly text?: string | { readonly text: string }; readonly value?: string; readonly action_id?: string; readonly url?: string }[] };

/** What in a message Slack would refuse, by its published limits. */
export function slackProblems({ text, blocks }: { readonly text: string; readonly blocks: readonly object[] }): string[] {
  return [
    ...(text.length > 40_000 ? ['text'] : []), ...(blocks.length > 50 ? [`${blocks.length} blocks`] : []),
    ...(blocks as Block[]).flatMap((block) => {
      const length = block.text?.text.length ?? 0;
      const elements = block.elements ?? [];
      const ids = elements.map(({ action_id: id }) => id).filter((id) => id !== undefined);
      return [
        ...(block.type === 'header' && (length > 150 || length === 0) ? [`header of ${length}`] : []),
        ...(block.type === 'section' && (length > 3_000 || length === 0) ? [`section of ${length}`] : []),
        ...(block.type === 'context' && (elements.length > 10 || elements.length === 0 || elements.some((element) => element.text === '')) ? ['context'] : []),
        ...(block.type === 'actions' && elements.length > 25 ? ['actions'] : []),
        ...(new Set(ids).size < ids.length ? ['the same action twice'] : []),
        ...elements.flatMap(({ text: label, value, url }) => [
          ...(typeof label === 'object' && label.text.length > 75 ? ['label of a button'] : []),
          ...((value?.length ?? 0) > 2_000 ? ['value of a button'] : []), ...((url?.length ?? 0) > 3_000 ? ['address of a button'] : []),
        ]),
      ];
    }),
  ];
}

type Embed = { readonly title: string; readonly description: string; readonly url?: string; readonly footer: { readonly text: string } };

/** What in a message Discord would refuse. */
export function discordProblems({ content, embeds, components }: { readonly content: string; readonly embeds: readonly object[]; readonly components: readonly object[] }): string[] {
  const all = embeds as Embed[];
  const buttons = (components as { components: { custom_id?: string; url?: string; label: string }[] }[]).flatMap((row) => row.components);
  const total = all.reduce((sum, { title, description, footer }) => sum + title.length + description.length + footer.text.length, 0);
  return [
    ...(content.length > 2_000 ? ['content'] : []), ...(all.length > 10 ? ['embeds'] : []), ...(total > 6_000 ? [`${total} characters over all`] : []),
    ...all.flatMap(({ title, description, url, footer }) => [
      ...(title.length > 256 || title === '' ? ['title'] : []), ...(description.length > 4_096 ? ['description'] : []), ...(footer.text.length > 2_048 ? ['footer'] : []), ...((url?.length ?? 0) > 2_048 ? ['url'] : []),
    ]),
    ...(components.length > 5 ? ['rows'] : []), ...(buttons.length > 5 ? ['buttons'] : []),
    ...buttons.flatMap(({ custom_id: id, url, label }) => [...((id?.length ?? 0) > 100 ? ['custom_id'] : []), ...((url?.length ?? 0) > 512 ? ['address of a button'] : []), ...(label.length > 80 ? ['label'] : [])]),
  ];
}

/** What in a message Telegram would refuse; its HTML is read as Telegram does: few tags, all closed. */
export function telegramProblems({ text, reply_markup: markup }: { readonly text: string; readonly reply_markup?: unknown }): string[] {
  const buttons = ((markup as { inline_keyboard?: { callback_data?: string }[][] } | undefined)?.inline_keyboard ?? []).flat();
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [whole, slash, name = ''] of text.matchAll(/<(\/?)([^>\s]*)[^>]*>/gu)) {
    if (!['b', 'i', 'a', 'blockquote'].includes(name)) wrong.push(`tag ${whole}`);
    else if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(`closing ${name}`);
  }
  return [
    ...wrong, ...open.map((name) => `${name} stays open`), ...(text.length > 4_096 || text === '' ? [`text of ${text.length}`] : []),
    ...(/&(?!(?:lt|gt|amp|quot|#39);)/u.test(text) ? ['an entity'] : []),
    ...buttons.flatMap(({ callback_data: data }) => (Buffer.byteLength(data ?? '') > 64 ? ['data of a button'] : [])),
  ];
}
