/** Security and privacy. */

import { area, topic } from './topic.ts';

export const SECURITY = area(topic('Security', { words: 'cybersecurity, information security, appsec, security advisory, security audit, security review, threat model, security team, security fix, security issue, security release, 보안, 信息安全, seguridad', signs: 'attacker, exploit, cve, malicious', tags: 'infosec, appsec, appsecinc, security audit, hacking' }), [
  topic('Vulnerabilities', { words: 'vulnerability, vulnerabilities, cve, security vulnerability, zero-day, buffer overflow, exploit, vulnerability management, security releases, remote code execution, spectre, meltdown, denial of service vulnerability', signs: 'cvss, patched, severity, disclosed', tags: 'vulnerability, cve, exploits, shatter, security advisories' }),
  topic('Supply chain security', { words: 'software supply chain, supply chain attack, sbom, sigstore, dependency confusion, provenance attestation, slsa, trusted publishing, cosign, typosquatting', signs: 'attestation', tags: 'supply chain, sbom, sigstore' }),
  topic('Authentication', { words: 'oauth, single sign-on, single sign on, openid connect, multi-factor authentication, two-factor authentication, password hashing, passkeys, jwt, mfa, session management, login flow, saml, ntlm, 2fa, webauthn, kerberos', signs: 'password, api key, credentials, login', tags: 'auth, oauth, sso, 2fa, mfa, jwt, login, passwords, oauth2, oidc, authn' }),
  topic('Authorisation', { words: 'authorization, access control, rbac, role-based access control, iam, permission model, permissions, open policy agent', tags: 'authorization, rbac, iam, authz, permissions, access control' }, 'authorization'),
  topic('Cryptography', { words: 'encryption, cryptographic, end-to-end encryption, public key, post-quantum, elliptic curve, digital signature, hash function, encryption at rest, zero-knowledge', signs: 'aes, rsa, sha-256, cipher', tags: 'crypto, encryption, hash' }),
  topic('Privacy', { words: 'gdpr, data privacy, personal data, differential privacy, data masking, data anonymization, pii, data protection', tags: 'gdpr, data masking, data obfuscation, data privacy, identity protection, pii, anonymization' }),
  topic('Web security', { words: 'xss, cross-site scripting, csrf, sql injection, content security policy, same-origin policy, clickjacking, owasp', tags: 'xss, csrf, csp, cors' }),
  topic('Malware', { words: 'ransomware, botnet, phishing, spyware, trojan', tags: 'phishing' }),
  topic('Fuzzing', { under: 'security, testing', words: 'fuzz testing, fuzzer, oss-fuzz, afl, fuzz test', tags: 'fuzz' }),
  topic('Secrets management', { words: 'hashicorp vault, secret management, secrets management, secret rotation, key management, sops', tags: 'secrets, vault, kms' }),
  topic('Penetration testing', { words: 'pentest, bug bounty, red team, capture the flag, ctf, security testing, security challenge', tags: 'ctf, pentesting, bug bounty' }),
  topic('Compliance', { words: 'soc 2, hipaa, pci dss, regulatory compliance, licensing compliance, audit log', tags: 'audit, regulation' }),
  topic('Fraud detection', { under: 'machine-learning, security', words: 'anti-fraud, fraud prevention, spam detection, abuse detection, anti-abuse, content moderation', tags: 'fraud, spam, abuse, moderation' }),
  topic('Sandboxing', { words: 'sandbox, process isolation, site isolation, seccomp, gvisor, v8 sandbox', tags: 'sandbox, isolation' }),
]);
