/** People: open source, teams, careers, learning; and the fields that software is made for. */

import { area, topic } from './topic.ts';

export const CULTURE = [
  ...area(topic('Open source', {
    words: 'open-source project, open-source, open source software, foss, oss project, open source project, apache software foundation, linux foundation, numfocus, open sourcing, código abierto, código aberto, 开源, 오픈소스', signs: 'maintainer, upstream, copyleft',
    tags: 'open-source, opensource, oss, foss, free software, openness',
  }), [
    topic('Community', {
      words: 'community update, open source community, community meeting, community manager, community members, code of conduct, community building, user community, community day, developer community, community health, community growth, our community, community engagement, community contributions, comunidad, comunidade, communauté, 커뮤니티',
      ambiguous: 'community', near: 'members, member, volunteer, welcoming, welcome, newcomer, diverse, meetup, event, organise, organize, forum, conduct, inclusive, grow, growing',
      signs: 'volunteers, newcomers, meetup, champions program, working group, unconference, office hours',
      tags: 'communities, comunidad, comunidade, topluluk, community manager tools, community calls, code of conduct, forum, campeones, programa de campeones, şampiyonlar programi, volunteers, contributors and community, outils de management de communaute, outils de management de communauté, herramienta de gestion de comunidades, herramienta de gestión de comunidades, community manager, community building',
    }),
    topic('Contributors', { under: 'community', ambiguous: 'contributors, contributor', near: 'spotlight, become, newcomer, mentor, first-time, interview, onboard, attract', words: 'first-time contributor, contributor spotlight, maintainer spotlight, contributor guide, contributing to open source, contributor highlight, meet the maintainers, contributor experience, contributor program', signs: 'good first issue, first pull request, contributor ladder', tags: 'contributor, contributions, spotlight, contributor-spotlight, contributor spotlight, hacktoberfest, first-time-contributor, maintainers, contributing, subprojects, maintainership, testimonial, r universe stars, asyncinterviews, entrevistas' }),
    topic('Mentorship', { under: 'community', words: 'mentoring, mentee, mentors, outreachy, lfx mentorship, internship program, mentorship program', signs: 'mentor, internship, intern, coding period', tags: 'gsod, lfx, outreachy, internship, internships, mentor, mentoring, champions program, champions, season of docs' }),
    topic('Google Summer of Code', { under: 'mentorship', words: 'gsoc', signs: 'coding period, final evaluation', tags: 'gsoc' }, 'gsoc'),
    topic('Governance', { under: 'community', words: 'project governance, steering committee, steering council, rfc process, board of directors, decision-making process, enhancement proposal, governance model, foundation board, election', signs: 'bylaws, elections, charter, voting, proposal process', tags: 'elections, election, steering, proposals, proposal, foundation, sep, rfc' }),
    topic('Funding', { under: 'open-source', words: 'sponsorship, open source funding, grant funding, github sponsors, opencollective, donations, grants, sovereign tech fund, grant proposal', tags: 'sponsors, grant, grants, donate, fellowships, sponsorship' }),
    topic('Newsletters', { under: 'community', words: 'newsletter, monthly update, weekly news, this week in, this month in, monthly newsletter, news roundup, month in review, weekly report, monthly roundup, recap of the month, news digest, january update, february update, march update, april update, may update, june update, july update, august update, september update, october update, november update, december update', tags: 'newsletter, monthly-update, monthly update, weekly, monthly, roundup, recap, digest' }, 'newsletter'),
    topic('Events', {
      under: 'community', ambiguous: 'events, event', near: 'attend, speaker, join us, conference, ticket, venue, meetup, hosted, organise, organize, in person',
      words: 'conference, meetup, hackathon, unconference, unconf, community event, summit, user group, conference talk, kubecon, fosdem, webinar, call for proposals, workshop, virtual event, conferencia, evento',
      signs: 'keynote, attendees, speakers, venue, lightning talks', except: 'event loop', tags: 'event, conferences, conference, meetings, meeting, meetup, meetups, unconf, unconf14, unconf15, unconf16, unconf17, unconf18, ozunconf, ozunconf17, ozunconf18, ozunconf19, runconf, hackathon, summit, talks, talk, presentations, presentation, speaking, fosdem, percona live, perconalive, perconalive2022, percona live 2019, percona live europe 2018, plo 2020 10, webinar, hackathons, workshops, workshop, elixirconf, community call, kubecon, events',
    }),
    topic('Surveys', { under: 'community', words: 'user survey, developer survey, survey results, survey respondents, annual survey, survey, community survey', signs: 'respondents, responses, response rate', tags: 'survey, user survey, questionnaire, qualtrics, survey data' }, 'survey'),
    topic('Anniversaries', { under: 'community', words: 'anniversary, years of, birthday, year in review, happy birthday, retrospective of the year, looking back, history of', tags: 'anniversary, birthday, history, year in review, retrospective' }, 'anniversary'),
    topic('Licensing', { under: 'open-source', ambiguous: 'creative commons', near: 'license, licence, licensed, attribution, public domain', words: 'software license, open source license, gpl, apache license, mit license, relicensing, license change', tags: 'license, licenses, creative commons, licence, copyright' }),
  ]),
  ...area(topic('Culture', { words: 'engineering culture, team culture, company culture, work culture, squads, autonomy, psychological safety, blameless', tags: 'engineering culture, company culture, work, life' }), [
    topic('Teams', { ambiguous: 'teams, team', near: 'manager, organization, squad, culture, hire, structure, collaborate, autonomy, ownership', words: 'engineering team, team structure, cross-functional, engineering organization, team collaboration, organizational design, small teams', signs: 'reorg, stand-up', tags: 'team, organizations, organization, collaboration, teamwork, org' }),
    topic('Engineering management', { words: 'engineering manager, head of engineering, vp of engineering, cto, technical leadership, tech lead, one-on-ones, people management, leadership, engineering leader', signs: 'direct reports, performance review', tags: 'management, leadership, cto, head of engineering, vp of engineering, liderazgo, transiciones, manager' }),
    topic('Hiring', { words: 'recruiting, interview process, technical interview, recruiter, job interview, engineering interview, we are hiring, we\'re hiring, hiring process, job description, recruitment', signs: 'candidate, candidates, resume, hired', tags: 'jobs, job, recruiting, recruiters, interviewing, recruitment, resume, interviews' }),
    topic('Careers', { words: 'career path, career ladder, career growth, promotion, staff engineer, principal engineer, individual contributor, job titles, software engineering career', signs: 'seniority, mid-career, job title', tags: 'career, job titles, principal engineer, individual contributor, personal growth, career growth' }),
    topic('Onboarding', { words: 'new hire, new hires, onboarding process, new joiner, onboard engineers', tags: 'onboarding' }),
    topic('Remote work', { words: 'working from home, distributed team, remote team, remote working, hybrid work, remote-first', tags: 'remote' }),
    topic('Agile', { words: 'scrum, agile development, kanban, sprint planning, agile coach, extreme programming, retrospectives, sprint review', tags: 'scrum, kanban, project management, extreme programming' }),
    topic('Product management', { words: 'product manager, product development, product strategy, user feedback, product team', tags: 'product, product development, roadmap' }),
    topic('Diversity and inclusion', { words: 'diversity, inclusion, women in tech, underrepresented, inclusive, unconscious bias, gender diversity, dei', tags: 'diversity, inclusion, women in tech, equity, dei, women' }, 'diversity'),
    topic('Wellbeing', { words: 'burnout, mental health, work-life balance, parental leave' }),
    topic('Startups', { words: 'startup, founders, venture capital, y combinator', tags: 'startup, entrepreneurship, business' }),
    topic('Education', { words: 'teaching, learning to program, curriculum, students, online course, university course, bootcamp, workshop material, teaching programming, learning resources, enseñanza', signs: 'classroom, lesson, learners, instructor, carpentries', tags: 'teaching, learning, training, course, students, beginners, educollab, entry level, intermediate level' }),
    topic('Books', { words: 'book review, ebook, o\'reilly, reading list', tags: 'book, reading' }),
    topic('Tutorials', { under: 'education', words: 'tutorial, how-to guide, step by step, step-by-step, getting started, in this tutorial, hands-on', signs: 'prerequisites, walkthrough', tags: 'tutorial, how to, how-to, howto, guide, guides, getting started, tips, examples, recipes, beginner' }, 'tutorial'),
    topic('Podcasts', { words: 'podcast, podcast episode, community broadcast, video interview', tags: 'podcast, youtube, videos' }, 'podcast'),
    topic('Case studies', { words: 'case study, success story, customer story, adopter story, end user story, adopters', tags: 'case study, adopters, user story, users, success stories, spotlight user' }, 'case-study'),
  ]),
];

export const FIELDS = area(topic('Application domains', { words: 'application domain, industry applications', tags: 'applications, industry' }, 'applications'), [
  topic('E-commerce', { words: 'ecommerce, online shopping, online store, online marketplace, checkout flow, shopping cart, retail', tags: 'ecommerce, shopping, retail, marketplace' }),
  topic('Payments', { words: 'payment processing, payment system, credit card, stripe, payment gateway, billing system, invoicing', tags: 'payment, billing, stripe' }),
  topic('Finance', { words: 'fintech, banking, trading system, stock market, high-frequency trading, accounting software', tags: 'fintech, banking, trading, accounting' }),
  topic('Blockchain', { words: 'bitcoin, ethereum, cryptocurrency, decentralized ledger, web3, defi, nft', tags: 'bitcoin, ethereum, cryptocurrency, crypto currency, web3' }),
  topic('Advertising', { words: 'ad tech, adtech, online advertising, ad serving, real-time bidding, ads ranking, conversion rate optimization', tags: 'ads, adtech, marketing' }),
  topic('Social media', { words: 'social network, twitter api, fediverse, mastodon, activitypub, bluesky, facebook api', tags: 'twitter, facebook, mastodon, rtweet, social network, social' }),
  topic('Art', { ambiguous: 'art, Art', near: 'artist, museum, gallery, artwork, collector, exhibition', words: 'generative art, digital art, art market, museum, artwork, art world, contemporary art', tags: 'art, artsy, art genome' }),
  topic('Healthcare', { words: 'medical imaging, electronic health records, health data, epidemiology, clinical trial, covid-19, public health', tags: 'health, medical, covid, covid 19, epidemiology' }),
  topic('Sport', { words: 'strava, running app, fitness tracker, marathon', tags: 'strava, running, sports, fitness' }, 'sport'),
  topic('Space', { ambiguous: 'Space', near: 'nasa, orbit, satellite, mission', words: 'nasa, spacecraft, space mission, astronomy, telescope, jet propulsion laboratory', tags: 'nasa, jpl, astronomy' }),
  topic('Physics', { words: 'particle physics, high energy physics, fluid dynamics, cern, simulation of physical', signs: 'large hadron collider', tags: 'cern, simulation' }),
  topic('Maps and navigation', { under: 'geospatial', words: 'route planning, ride-hailing, navigation app, google maps, mapbox, turn-by-turn', tags: 'google maps, mapbox, navigation' }, 'maps'),
  topic('Localisation of government data', { under: 'open-data', words: 'civic tech, public sector, government digital, e-government', tags: 'civic tech, government, gov' }, 'civic-tech'),
]);
