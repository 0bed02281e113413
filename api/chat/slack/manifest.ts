/** The Slack app as Slack's "create from a manifest" takes it. Pure. @see https://docs.slack.dev/reference/app-manifest */

/** The manifest of an app that asks this server. */
export function slackManifest(publicUrl: string): object {
  const url = `${publicUrl}/chat/slack`;
  return {
    display_information: {
      name: 'Writeups', description: 'What engineers have already written', background_color: '#2f6f4f',
      long_description: 'Ask /writeups whether anyone has written about something: three links with the passage that answers, seen by you alone until you share them. Mention the bot to ask in a thread. Let a channel watch for new posts with /writeups watch.',
    },
    features: {
      bot_user: { display_name: 'writeups', always_online: true },
      slash_commands: [{ command: '/writeups', url, description: 'Has anyone written about this?', usage_hint: '[question | watch query | watch list | unwatch id | help]', should_escape: false }],
    },
    oauth_config: { scopes: { bot: ['commands', 'app_mentions:read', 'chat:write'] } },
    settings: {
      event_subscriptions: { request_url: url, bot_events: ['app_mention'] },
      interactivity: { is_enabled: true, request_url: url },
      org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false,
    },
  };
}
