-- of the tree tests/play/mail.json
PRAGMA user_version = 47;
BEGIN TRANSACTION;
CREATE TABLE act (id INTEGER PRIMARY KEY AUTOINCREMENT, after INTEGER NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL);
INSERT INTO "act" VALUES(1,0,1783584000000000,'{"type":"tree","at":1783584000000000,"number":1}');
INSERT INTO "act" VALUES(2,0,1783584000000000,'{"type":"tree","at":1783584000000000,"number":2}');
INSERT INTO "act" VALUES(3,0,1783584000000000,'{"type":"act","at":1783584000000000,"verb":"mail-in","role":"noc","who":"intake","happened":1783584000000000,"args":{"from":"-","subject":"-"},"result":"2026-000001","state":"quarantine"}');
INSERT INTO "act" VALUES(4,0,1783587600000000,'{"type":"tree","at":1783587600000000,"number":3}');
INSERT INTO "act" VALUES(5,0,1783670427100000,'{"type":"self","at":1783670427100000,"action":"clear","origin":"self","resource":"collector/noc/database","kind":"disk-space-low","severity":"minor","since":1783670427100000,"sent":1783670427100000}');
INSERT INTO "act" VALUES(6,0,1783733427100000,'{"type":"self","at":1783733427100000,"action":"clear","origin":"self","resource":"collector/noc/database","kind":"disk-space-low","severity":"minor","since":1783733427100000,"sent":1783733427100000}');
CREATE TABLE agent (name TEXT PRIMARY KEY, spool BLOB NOT NULL, applied INTEGER NOT NULL, heard INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('alive','silent')), queue INTEGER NOT NULL DEFAULT 0, standing INTEGER NOT NULL DEFAULT 0, version TEXT NOT NULL DEFAULT '', offset_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE alarm (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, kind TEXT NOT NULL, qualifier TEXT NOT NULL, device TEXT NOT NULL, agent TEXT NOT NULL, severity INTEGER NOT NULL CHECK (severity BETWEEN 2 AND 5), cleared INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, text TEXT NOT NULL, case_number TEXT REFERENCES support_case, role TEXT NOT NULL DEFAULT 'cause' CHECK (role IN ('cause','symptom')), rung INTEGER NOT NULL, class TEXT NOT NULL, cause INTEGER NOT NULL, repeats INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL, serial TEXT NOT NULL, known INTEGER NOT NULL DEFAULT 1, flapping INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, pending INTEGER NOT NULL DEFAULT 0, message INTEGER NOT NULL DEFAULT 0, plain INTEGER NOT NULL DEFAULT 0, decision INTEGER NOT NULL DEFAULT 0, alone INTEGER NOT NULL DEFAULT 0, UNIQUE (resource, kind, qualifier));
CREATE TABLE alarm_change (id INTEGER PRIMARY KEY AUTOINCREMENT, alarm INTEGER NOT NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL, severity INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE alarm_left (case_number TEXT NOT NULL, alarm INTEGER NOT NULL, PRIMARY KEY (case_number, alarm)) WITHOUT ROWID;
CREATE TABLE alarm_operator (id INTEGER PRIMARY KEY AUTOINCREMENT, alarm INTEGER NOT NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL, operator TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN  ('none', 'ack', 'closed', 'shelved', 'un-shelved')), text TEXT NOT NULL);
CREATE TABLE alarm_shelf (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE, shelf TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE alarm_state (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE, state TEXT NOT NULL DEFAULT 'none', purged INTEGER NOT NULL DEFAULT 0);
CREATE TABLE alarm_work (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE, work TEXT NOT NULL);
CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, proxy TEXT NOT NULL, door TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL, result TEXT NOT NULL, chain BLOB NOT NULL);
INSERT INTO "audit" VALUES(1,1783584000000000,'vigie','','file','tree','0b61f0ba2e8164d73b4e7d10faa18977331f727ae217fb8f9f81e7187d1396c1','revision taken',X'5E678E6715F61EEA228857E983450498FC2D9D9AACAF2216E5F1CCB3FAD9BFD2');
INSERT INTO "audit" VALUES(2,1783584000000000,'vigie','','file','tree','916996b00570d2d0800a24d527af0723cb88e23e892d4b1625d84464647b126b','revision taken',X'91FACDEE7B97DE6D45897982C6D21E6414B33565D39E60069327463F00CEEFDB');
INSERT INTO "audit" VALUES(3,1783584000000000,'intake','','play','mail-in','2026-000001','quarantine',X'0249BFFA205474514299CDB3D0855824A77D55DAE69C4E022EFBA66F620EB559');
INSERT INTO "audit" VALUES(4,1783587600000000,'vigie','','file','tree','a348cd5d1fb5bcd85d78fcd49a10e0db33b6b9288121ab03fe832efd68d12ce6','revision taken',X'83D1836AFF06738606D45FBE1B215B12CA0C7F2D9000EF1672967B1DB0476A3E');
CREATE TABLE audit_gap (first INTEGER NOT NULL, last INTEGER PRIMARY KEY, chain BLOB NOT NULL CHECK (length(chain) = 32), CHECK (first <= last));
CREATE TABLE beat (agent TEXT PRIMARY KEY, at INTEGER NOT NULL, offset_ms INTEGER NOT NULL, cycle_age_ms INTEGER NOT NULL, cycle_ms INTEGER NOT NULL, digest TEXT NOT NULL, agrees INTEGER NOT NULL, lost INTEGER NOT NULL, held INTEGER NOT NULL, interval_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE blob_gone (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE candidate (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL, base INTEGER NOT NULL REFERENCES revision, who TEXT NOT NULL, door TEXT NOT NULL, since INTEGER NOT NULL, editor TEXT NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE case_rekey (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, at INTEGER NOT NULL, subject TEXT NOT NULL, class TEXT NOT NULL, title TEXT NOT NULL, alarm INTEGER NOT NULL);
CREATE TABLE claim (contract TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO "claim" VALUES('c-2026-7');
INSERT INTO "claim" VALUES('c-9');
CREATE TABLE confirming (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL REFERENCES revision, before INTEGER NOT NULL REFERENCES revision, who TEXT NOT NULL, session TEXT NOT NULL, persist TEXT NOT NULL, until INTEGER NOT NULL);
CREATE TABLE decision (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, alarm INTEGER NOT NULL, previous INTEGER NOT NULL, way INTEGER NOT NULL, flags INTEGER NOT NULL, action INTEGER NOT NULL, severity INTEGER NOT NULL, before INTEGER NOT NULL, began INTEGER NOT NULL, said INTEGER NOT NULL, case_number TEXT, until INTEGER NOT NULL, span INTEGER NOT NULL, n INTEGER NOT NULL, revision INTEGER NOT NULL, subject TEXT, rule TEXT, name TEXT, parent TEXT, contract TEXT, clause TEXT, reason TEXT, about TEXT, told TEXT);
INSERT INTO "decision" VALUES(524288,1783670427100000,0,0,50,0,3,3,0,0,0,NULL,0,900,0,3,'collector/noc',NULL,NULL,NULL,NULL,NULL,NULL,'collector/noc/database','nothing went before its time');
INSERT INTO "decision" VALUES(524289,1783733427100000,0,0,50,0,3,3,0,0,0,NULL,0,900,0,3,'collector/noc',NULL,NULL,NULL,NULL,NULL,NULL,'collector/noc/database','nothing went before its time');
CREATE TABLE device (name TEXT PRIMARY KEY, family TEXT NOT NULL, model TEXT NOT NULL, serial TEXT NOT NULL, software TEXT NOT NULL, hardware TEXT NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE device_address (device TEXT NOT NULL, address TEXT NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (address, device)) WITHOUT ROWID;
CREATE TABLE due (kind TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, object)) WITHOUT ROWID;
INSERT INTO "due" VALUES('sweep','',1783819800000000);
INSERT INTO "due" VALUES('mark','',1783843200000000);
INSERT INTO "due" VALUES('warn','2026-000001/supplier-ticket',1783945800000000);
INSERT INTO "due" VALUES('silent','lyon-2',1846656000000000);
CREATE TABLE engine (engine BLOB PRIMARY KEY, boots INTEGER NOT NULL, time INTEGER NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE erased_person (ref TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1));
CREATE TABLE evidence (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL, sequence INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, received INTEGER NOT NULL, body BLOB NOT NULL, alarm INTEGER NOT NULL DEFAULT 0, case_number TEXT NOT NULL DEFAULT '');
CREATE TABLE family_case (case_number TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL, supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL, client TEXT NOT NULL, device TEXT NOT NULL, opened INTEGER NOT NULL, PRIMARY KEY (case_number, kind)) WITHOUT ROWID;
CREATE TABLE happening (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, case_number TEXT NOT NULL, resource TEXT NOT NULL, text TEXT NOT NULL);
INSERT INTO "happening" VALUES(1,1783584000000000,'tree-changed','','collector/noc','revision 1 taken from file');
INSERT INTO "happening" VALUES(2,1783584000000000,'tree-changed','','collector/noc','revision 2 taken from file');
INSERT INTO "happening" VALUES(3,1783584000000000,'target-started','2026-000001','','entitlement: P1');
INSERT INTO "happening" VALUES(4,1783584000000000,'case-opened','2026-000001','','request by mail');
INSERT INTO "happening" VALUES(5,1783587600000000,'tree-changed','','collector/noc','revision 3 taken from file');
INSERT INTO "happening" VALUES(6,1783591200000000,'target-warning','2026-000001','','entitlement: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "happening" VALUES(7,1783600200000000,'target-warning','2026-000001','','entitlement: 75 % of the time has run at 2026-07-09T12:30:00Z');
INSERT INTO "happening" VALUES(8,1783602360000000,'target-warning','2026-000001','','entitlement: 90 % of the time has run at 2026-07-09T13:06:00Z');
INSERT INTO "happening" VALUES(9,1783603800000000,'target-breached','2026-000001','','entitlement breached at 2026-07-09T13:30:00Z; the ball was with the integrator');
INSERT INTO "happening" VALUES(10,1783720800000000,'target-met','2026-000001','','entitlement: P1: a contract was found');
INSERT INTO "happening" VALUES(11,1783720800000000,'target-started','2026-000001','','supplier-ticket: P9');
INSERT INTO "happening" VALUES(12,1783720800000000,'target-started','2026-000001','','first-reply: P6');
INSERT INTO "happening" VALUES(13,1783720800000000,'case-changed','2026-000001','','contract c-9 is found; P2: contract c-9, delegated: the integrator does everything');
INSERT INTO "happening" VALUES(14,1783728000000000,'target-warning','2026-000001','','first-reply: 50 % of the time has run at 2026-07-11T00:00:00Z');
INSERT INTO "happening" VALUES(15,1783731600000000,'target-warning','2026-000001','','first-reply: 75 % of the time has run at 2026-07-11T01:00:00Z');
INSERT INTO "happening" VALUES(16,1783733760000000,'target-warning','2026-000001','','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z');
INSERT INTO "happening" VALUES(17,1783735200000000,'target-breached','2026-000001','','first-reply breached at 2026-07-11T02:00:00Z; the ball was with the integrator');
CREATE TABLE hold (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, released INTEGER NOT NULL DEFAULT 0);
CREATE TABLE idempotency (key TEXT PRIMARY KEY, who TEXT NOT NULL, what TEXT NOT NULL, case_number TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL REFERENCES support_case, happened INTEGER NOT NULL, recorded INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, side TEXT NOT NULL, ball TEXT NOT NULL, text_digest BLOB NOT NULL, chain BLOB NOT NULL);
INSERT INTO "journal" VALUES(1,'2026-000001',1783584000000000,1783584000000000,'mail-in','p-paul','client','integrator',X'3946FD44D4CA17D55F0911DF7E16DE7F0E35C301FE40FE62787E561C81772306',X'3ED3DA0D25C481E5636E426978C72CE832C6C352DBECB3294B24AFBFB4D89BDD');
INSERT INTO "journal" VALUES(2,'2026-000001',1783591200000000,1783591200000000,'target','vigie','integrator','integrator',X'56D7D5C8E6E036FD34A71661D13BB56FAFB9504BE752FCABBB21D3C7A40E74A3',X'7B2FCFA63F52AF94A425A5A9F3110F57D42FE18D8CB6F3CF56499C3CF64898F7');
INSERT INTO "journal" VALUES(3,'2026-000001',1783600200000000,1783600200000000,'target','vigie','integrator','integrator',X'ABD861CD0F24BB0DF666183CE9629DD7A2B8FE23CB3A935E62AF48644C7FEC8C',X'3AA73B296551F6E7CAE04373484EEF85D1305B9E8559EFB48360A3B1AF41E00E');
INSERT INTO "journal" VALUES(4,'2026-000001',1783602360000000,1783602360000000,'target','vigie','integrator','integrator',X'008EABF4082F3EE99FBF92C8F26D2A8DE1FE98D4A4496745070FC1A30C171F30',X'C84D6AC35FE980D79EA1EB7C630EADE721D10BCBF7819CDA8637766C9DB3E4EC');
INSERT INTO "journal" VALUES(5,'2026-000001',1783603800000000,1783603800000000,'target','vigie','integrator','integrator',X'0FA9824FDCDB99F0E45F4A5E2072AB48EB6DC7A91799C85683C097C2518AB659',X'B12DEE6610269BD9CE22FC69CB4D41E311FFC67AFF5F24B59072D33E48EADF6B');
INSERT INTO "journal" VALUES(6,'2026-000001',1783720800000000,1783720800000000,'system','vigie','integrator','integrator',X'B234EC70CEA29D52F984F1C9EBA52A9AA7F947007F8CC887986F5C0588D7782E',X'577FA2FBF1F56935C0455358F539FBF9A718F961C96FCF619412CD8FCFF14D17');
INSERT INTO "journal" VALUES(7,'2026-000001',1783728000000000,1783728000000000,'target','vigie','integrator','integrator',X'0EF79D58A79CE01480D39C1BC7F0024702488EE2ED00E4FEA2B4BA64C0DBDBFF',X'5C077F5586856CDE46BBE332AAE2380B8307588B4044F70B49E44DF0446F8BC8');
INSERT INTO "journal" VALUES(8,'2026-000001',1783731600000000,1783731600000000,'target','vigie','integrator','integrator',X'C7179040935F10F94FB03FF59398D61F83DF10E62AB3651E738D096156208CB9',X'459FBCAD8ACE0E55751A7388754DE07F835B3D6B9544FBC85A24474615BA73B0');
INSERT INTO "journal" VALUES(9,'2026-000001',1783733760000000,1783733760000000,'target','vigie','integrator','integrator',X'B55FEEF78AB005200E361E232BDB90835AD8F3B9733EDCAD314E6E3FE8AC5981',X'62137210CFBFB1B7A3AD12D6E4816BE8DDB21E1A0246E55DBBD6A571E14E4091');
INSERT INTO "journal" VALUES(10,'2026-000001',1783735200000000,1783735200000000,'target','vigie','integrator','integrator',X'7BE35D0A621952338AC0063692A540F90F3F8BBA3BD8CC6E8BDE67956D5829EE',X'472B01A620BD28AAAC45FD1094387A6E98314397A1D175A7ABB33B7A2DE56265');
CREATE TABLE journal_place (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES journal, case_number TEXT NOT NULL REFERENCES support_case);
CREATE TABLE journal_text (id INTEGER PRIMARY KEY REFERENCES journal, salt BLOB NOT NULL, text TEXT NOT NULL);
INSERT INTO "journal_text" VALUES(1,X'563FF34F6B49C255DF1D7F9CF4AF297B','mail 1: Nothing works
');
INSERT INTO "journal_text" VALUES(2,X'F931E303B6EB25736D65F2FA2C915DB5','entitlement: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "journal_text" VALUES(3,X'A10460BA427A03A415D5C435509B64BE','entitlement: 75 % of the time has run at 2026-07-09T12:30:00Z');
INSERT INTO "journal_text" VALUES(4,X'96BB32C9D376DF5AFFB3334699932462','entitlement: 90 % of the time has run at 2026-07-09T13:06:00Z');
INSERT INTO "journal_text" VALUES(5,X'47732B5A6FA785A01F8206FCFDFADF6A','entitlement breached at 2026-07-09T13:30:00Z; the ball was with the integrator');
INSERT INTO "journal_text" VALUES(6,X'35526EA930B4AED3B5AA0CCE4601FB4A','contract c-9 is found; P2: contract c-9, delegated: the integrator does everything');
INSERT INTO "journal_text" VALUES(7,X'B5303F693377F1FC77173B00ED58610B','first-reply: 50 % of the time has run at 2026-07-11T00:00:00Z');
INSERT INTO "journal_text" VALUES(8,X'3D2E592B6785F2B35ACA55AD3F59E6C1','first-reply: 75 % of the time has run at 2026-07-11T01:00:00Z');
INSERT INTO "journal_text" VALUES(9,X'1C2F2970CC6AD8EBBBD27F4BA343961A','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z');
INSERT INTO "journal_text" VALUES(10,X'6BDFD18239A4AF95C36C5FA8101DFC3C','first-reply breached at 2026-07-11T02:00:00Z; the ball was with the integrator');
CREATE TABLE kept_message (id INTEGER PRIMARY KEY);
CREATE TABLE ledger (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL, act INTEGER NOT NULL CHECK (act BETWEEN 1 AND 6), at INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, cause TEXT NOT NULL, variant INTEGER NOT NULL DEFAULT 0 CHECK (variant BETWEEN 0 AND 3), left_us INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL, due INTEGER NOT NULL DEFAULT 0, last_day INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (case_number, name, part) REFERENCES target);
INSERT INTO "ledger" VALUES(1,'2026-000001','entitlement','',1,1783584000000000,1783584000000000,'vigie','P1',0,0,2,0,0);
INSERT INTO "ledger" VALUES(2,'2026-000001','entitlement','',4,1783720800000000,1783720800000000,'vigie','P1: a contract was found',0,0,3,1783603800000000,0);
INSERT INTO "ledger" VALUES(3,'2026-000001','supplier-ticket','',1,1783720800000000,1783720800000000,'vigie','P9',0,0,3,0,0);
INSERT INTO "ledger" VALUES(4,'2026-000001','first-reply','',1,1783720800000000,1783720800000000,'vigie','P6',0,0,3,0,0);
CREATE TABLE login_phrase (user TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE login_token (id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64), label TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL);
CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL, message_id TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL, automatic INTEGER NOT NULL, rung INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'filed'  CHECK (state IN ('filed','request','dismissed')), before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0, target TEXT NOT NULL DEFAULT '', opened INTEGER NOT NULL DEFAULT 0, body_digest BLOB NOT NULL);
INSERT INTO "mail" VALUES(1,'2026-000001',1783584000000000,1783584000000000,'','p-paul','client',0,6,'request','','quarantine',0,'',1,X'0F9B5589FEA908CEF6C2A2EE69422D8666644A118326E8E89CF5D9F051AFCD23');
CREATE TABLE mail_more (id INTEGER PRIMARY KEY REFERENCES mail, raw TEXT NOT NULL, envelope_from TEXT NOT NULL, envelope_to TEXT NOT NULL, extension TEXT NOT NULL, reply_to TEXT NOT NULL, authentication TEXT NOT NULL, cut INTEGER NOT NULL, unparsed INTEGER NOT NULL, html INTEGER NOT NULL);
INSERT INTO "mail_more" VALUES(1,'','','','','','',0,0,0);
CREATE TABLE mail_part (mail INTEGER NOT NULL REFERENCES mail, number INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64), PRIMARY KEY (mail, number)) WITHOUT ROWID;
CREATE TABLE mail_text (id INTEGER PRIMARY KEY REFERENCES mail, salt BLOB NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL);
INSERT INTO "mail_text" VALUES(1,X'F8A3A4FDF8B65088DAD4FC149903B8CF','paul@hopital-b.example','','Nothing works','');
CREATE TABLE mark (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, message INTEGER NOT NULL, act INTEGER NOT NULL, revision INTEGER NOT NULL, first_row INTEGER NOT NULL DEFAULT 0, last_row INTEGER NOT NULL DEFAULT -1);
INSERT INTO "mark" VALUES(1,1783584000000000,0,0,0,1,-1);
INSERT INTO "mark" VALUES(2,1783670400000000,0,4,3,1,7);
CREATE TABLE mark_alarm (id INTEGER PRIMARY KEY);
CREATE TABLE mark_case (number TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO "mark_case" VALUES('2026-000001');
CREATE TABLE mark_row (id INTEGER PRIMARY KEY AUTOINCREMENT, mark INTEGER NOT NULL, line TEXT NOT NULL);
INSERT INTO "mark_row" VALUES(1,2,'{"type":"row","table":"case","values":{"is":0,"number":"2026-000001","state":"quarantine","before":"quarantine","fault":"none","subject":"","class":"","severity":0,"owner":"","ball":"integrator","client":"hopital-b","site":"","device":"","supplier":"","contract":"","mode":"none","entitlement":"no-contract","revision":2,"opened":1783584000000000,"changed":1783584000000000,"closed":0,"rung":0,"worse":0,"opened_for":"","level":1,"request":"malfunction","solved":0,"recurred":0,"rule":"","priority":3,"queue":""}}');
INSERT INTO "mark_row" VALUES(2,2,'{"type":"row","table":"target","values":{"is":0,"case_number":"2026-000001","name":"entitlement","part":"","warned":4}}');
INSERT INTO "mark_row" VALUES(3,2,'{"type":"row","table":"ledger","values":{"is":0,"case_number":"2026-000001","name":"entitlement","part":"","act":1,"at":1783584000000000,"recorded":1783584000000000,"variant":0,"left_us":0,"revision":2,"due":0,"last_day":0,"cause":""}}');
INSERT INTO "mark_row" VALUES(4,2,'{"type":"row","table":"due","values":{"is":0,"kind":"contract","object":"2026-000001","at":1783720800000000}}');
INSERT INTO "mark_row" VALUES(5,2,'{"type":"row","table":"due","values":{"is":0,"kind":"silent","object":"lyon-2","at":1846656000000000}}');
INSERT INTO "mark_row" VALUES(6,2,'{"type":"row","table":"meta","values":{"is":0,"name":"case-2026","value":1}}');
INSERT INTO "mark_row" VALUES(7,2,'{"type":"row","table":"mail","values":{"is":0,"case_number":"2026-000001","taken":1783584000000000,"recorded":1783584000000000,"side":"client","automatic":0,"rung":6,"state":"request","before":"","after":"quarantine","closed":0,"target":"","opened":1}}');
CREATE TABLE message (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL, sequence INTEGER NOT NULL, type INTEGER NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL  CHECK (state IN ('stored','waiting','applied','unapplied','history')), alarm INTEGER, body BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('boots',1);
INSERT INTO "meta" VALUES('case-2026',1);
INSERT INTO "meta" VALUES('engine',X'ABC47805716B28EB');
INSERT INTO "meta" VALUES('messages-applied',0);
INSERT INTO "meta" VALUES('messages-counted',0);
INSERT INTO "meta" VALUES('personal',X'3CE4383865F95F9D543D414C222474F43EA77222A9B8FE1FC4BD4B9FF76D2A57');
INSERT INTO "meta" VALUES('sweep-early',0);
INSERT INTO "meta" VALUES('sweep-row',0);
INSERT INTO "meta" VALUES('sweep-step',0);
INSERT INTO "meta" VALUES('swept',1783733427100000);
INSERT INTO "meta" VALUES('swept-early',0);
CREATE TABLE "outbox" (id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, case_number TEXT REFERENCES support_case, what TEXT NOT NULL, role TEXT NOT NULL  CHECK (role IN ('client','noc','supplier','triage','commercial','owner','duty','lead',  'manager','supplier-escalation')), state TEXT NOT NULL DEFAULT 'waiting'  CHECK (state IN ('waiting','taken','sent','failed')), transition TEXT NOT NULL, recipient TEXT NOT NULL, language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr','en')), template TEXT NOT NULL, message_id TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', body_digest BLOB, attachment TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT 'mail' CHECK (channel IN ('mail','webhook','alertmanager')), target TEXT NOT NULL DEFAULT '', part TEXT NOT NULL DEFAULT '', percent INTEGER NOT NULL DEFAULT 0);
INSERT INTO "outbox" VALUES(1,1783584000000000,'2026-000001','quarantine','commercial','waiting','quarantine@mail-1','role:commercial','fr','quarantine','',0,1783584000000000,'',X'6038B3074560AAE94189F5A7A8DA4603B0E564F2DDEC403464E92D1C45BB404A','','mail','','',0);
INSERT INTO "outbox" VALUES(2,1783591200000000,'2026-000001','entitlement: 50 % of the time has run at 2026-07-09T10:00:00Z','commercial','waiting','entitlement: 50 % of the time has run at 2026-07-09T10:00:00Z','role:commercial','fr','warning','',0,1783591200000000,'',NULL,'','mail','entitlement','',50);
INSERT INTO "outbox" VALUES(3,1783600200000000,'2026-000001','entitlement: 75 % of the time has run at 2026-07-09T12:30:00Z','commercial','waiting','entitlement: 75 % of the time has run at 2026-07-09T12:30:00Z','role:commercial','fr','warning','',0,1783600200000000,'',NULL,'','mail','entitlement','',75);
INSERT INTO "outbox" VALUES(4,1783602360000000,'2026-000001','entitlement: 90 % of the time has run at 2026-07-09T13:06:00Z','commercial','waiting','entitlement: 90 % of the time has run at 2026-07-09T13:06:00Z','role:commercial','fr','warning','',0,1783602360000000,'',NULL,'','mail','entitlement','',90);
INSERT INTO "outbox" VALUES(5,1783603800000000,'2026-000001','entitlement breached at 2026-07-09T13:30:00Z; the ball was with the integrator','commercial','waiting','entitlement breached at 2026-07-09T13:30:00Z; the ball was with the integrator','role:commercial','fr','breach','',0,1783603800000000,'',NULL,'','mail','entitlement','',100);
INSERT INTO "outbox" VALUES(6,1783728000000000,'2026-000001','first-reply: 50 % of the time has run at 2026-07-11T00:00:00Z','duty','waiting','first-reply: 50 % of the time has run at 2026-07-11T00:00:00Z','role:duty','fr','warning','',0,1783728000000000,'',NULL,'','mail','first-reply','',50);
INSERT INTO "outbox" VALUES(7,1783731600000000,'2026-000001','first-reply: 75 % of the time has run at 2026-07-11T01:00:00Z','duty','waiting','first-reply: 75 % of the time has run at 2026-07-11T01:00:00Z','role:duty','fr','warning','',0,1783731600000000,'',NULL,'','mail','first-reply','',75);
INSERT INTO "outbox" VALUES(8,1783733760000000,'2026-000001','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z','duty','waiting','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z','role:duty','fr','warning','',0,1783733760000000,'',NULL,'','mail','first-reply','',90);
INSERT INTO "outbox" VALUES(9,1783733760000000,'2026-000001','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z','lead','waiting','first-reply: 90 % of the time has run at 2026-07-11T01:36:00Z','role:lead','fr','warning','',0,1783733760000000,'',NULL,'','mail','first-reply','',90);
INSERT INTO "outbox" VALUES(10,1783735200000000,'2026-000001','first-reply breached at 2026-07-11T02:00:00Z; the ball was with the integrator','manager','waiting','first-reply breached at 2026-07-11T02:00:00Z; the ball was with the integrator','role:manager','fr','breach','',0,1783735200000000,'',NULL,'','mail','first-reply','',100);
CREATE TABLE outbox_letter (id INTEGER PRIMARY KEY REFERENCES outbox, made INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, in_reply_to TEXT NOT NULL, refs TEXT NOT NULL);
CREATE TABLE "outbox_text" (id INTEGER PRIMARY KEY REFERENCES "outbox", salt BLOB NOT NULL, text TEXT NOT NULL);
INSERT INTO "outbox_text" VALUES(1,X'C6BC28CB14F88261337F5E4684D8952A','');
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL, client TEXT NOT NULL, seen INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0);
CREATE TABLE problem (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('suggested','closed','forgotten')), supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL, kind TEXT NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE problem_case (problem TEXT NOT NULL REFERENCES problem, case_number TEXT NOT NULL REFERENCES support_case, client TEXT NOT NULL, device TEXT NOT NULL, linked INTEGER NOT NULL, PRIMARY KEY (problem, case_number)) WITHOUT ROWID;
CREATE TABLE proof (case_number TEXT NOT NULL REFERENCES support_case, number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 1000), name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('case','event','raw','samples','note')), source TEXT NOT NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL CHECK (length(sha256) = 32), chain BLOB NOT NULL CHECK (length(chain) = 32), PRIMARY KEY (case_number, number)) WITHOUT ROWID;
CREATE TABLE proof_body (case_number TEXT NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (case_number, number), FOREIGN KEY (case_number, number) REFERENCES proof);
CREATE TABLE raise (alarm INTEGER NOT NULL REFERENCES alarm, at INTEGER NOT NULL);
CREATE TABLE revision (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, door TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, taken TEXT NOT NULL DEFAULT '', who TEXT NOT NULL DEFAULT 'vigie', diff TEXT NOT NULL DEFAULT '');
INSERT INTO "revision" VALUES(1,'0b61f0ba2e8164d73b4e7d10faa18977331f727ae217fb8f9f81e7187d1396c1','file',1783584000000000,'{
 "vigie-collector:collector": {
  "name": "noc",
  "intake": {
   "silent-after-s": 63072000
  },
  "integrator": {
   "name": "Merisac",
   "zone": "Europe/Paris"
  },
  "listen": [
   {
    "name": "trap",
    "address": "127.0.0.1",
    "port": 16200
   }
  ],
  "supplier": [
   {
    "name": "allot",
    "delegation": "included"
   }
  ],
  "client": [
   {
    "name": "clinique-a"
   }
  ],
  "site": [
   {
    "name": "lyon-2",
    "client": "clinique-a"
   }
  ],
  "calendar": [
   {
    "name": "always"
   }
  ],
  "contract": [
   {
    "name": "c-2026-7",
    "client": "clinique-a",
    "supplier": "allot",
    "from": "2026-01-01",
    "until": "2028-12-31",
    "calendar": "always",
    "mode": [
     {
      "from": "2026-01-01",
      "mode": "delegated"
     }
    ]
   }
  ],
  "device": [
   {
    "name": "ne-7",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2"
   },
   {
    "name": "ne-8",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2"
   }
  ],
  "agent": [
   {
    "name": "lyon-2",
    "site": "lyon-2",
    "user": "lyon-2",
    "credential": "lyon-2"
   }
  ],
  "user": [
   {
    "name": "intake",
    "role": "noc"
   },
   {
    "name": "claire",
    "role": "noc"
   },
   {
    "name": "vera",
    "role": "viewer"
   },
   {
    "name": "marc",
    "role": "manager"
   }
  ]
 }
}','','vigie','');
INSERT INTO "revision" VALUES(2,'916996b00570d2d0800a24d527af0723cb88e23e892d4b1625d84464647b126b','file',1783584000000000,'{
 "vigie-collector:collector": {
  "name": "noc",
  "intake": {
   "silent-after-s": 63072000
  },
  "integrator": {
   "name": "Merisac",
   "zone": "Europe/Paris",
   "mail": "support@merisac.example"
  },
  "listen": [
   {
    "name": "trap",
    "address": "127.0.0.1",
    "port": 16200
   }
  ],
  "supplier": [
   {
    "name": "allot",
    "delegation": "included",
    "support": {
     "mail": "support@allot.example",
     "telephone": "+972 9 761 92 00"
    },
    "crm": "https://crm.allot.example/login",
    "ticket-pattern": "SR-[0-9]{6}"
   }
  ],
  "client": [
   {
    "name": "clinique-a",
    "domain": [
     "clinique-a.example"
    ],
    "person": [
     "p-jeanne"
    ]
   },
   {
    "name": "hopital-b",
    "domain": [
     "hopital-b.example"
    ],
    "person": [
     "p-paul"
    ]
   }
  ],
  "site": [
   {
    "name": "lyon-2",
    "client": "clinique-a"
   }
  ],
  "calendar": [
   {
    "name": "always"
   }
  ],
  "contract": [
   {
    "name": "c-2026-7",
    "client": "clinique-a",
    "supplier": "allot",
    "from": "2026-01-01",
    "until": "2028-12-31",
    "calendar": "always",
    "mode": [
     {
      "from": "2026-01-01",
      "mode": "delegated"
     }
    ]
   }
  ],
  "device": [
   {
    "name": "ne-7",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2",
    "serial": "SN-7"
   },
   {
    "name": "ne-8",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2"
   }
  ],
  "agent": [
   {
    "name": "lyon-2",
    "site": "lyon-2",
    "user": "lyon-2",
    "credential": "lyon-2"
   }
  ],
  "user": [
   {
    "name": "intake",
    "role": "noc"
   },
   {
    "name": "claire",
    "role": "noc"
   },
   {
    "name": "vera",
    "role": "viewer"
   },
   {
    "name": "marc",
    "role": "manager"
   }
  ],
  "person": [
   {
    "id": "p-jeanne",
    "name": "veiled:2ed1d296b7175d02b5598eeb5cc853c900343141addb2559c258d0766a6d2df7",
    "mail": "veiled:0d03b18d9ab589837e5f032bd8a1b0ea71310436d1af68d70c4839f974b50d1b",
    "telephone": "veiled:615ec362adf3d29cbd4c952e97a153b0b5919e7f4492b8f692905fd7a82a9351"
   },
   {
    "id": "p-paul",
    "name": "veiled:2ea941823e509a5ee3363560c412978e7eede765e4881c52daad06bcbb1bb203",
    "mail": "veiled:807d0f14540704b56d18f8b4cf9619dc9fefdc90eee74faa6f426685ee4a7547"
   }
  ]
 }
}','','vigie','');
INSERT INTO "revision" VALUES(3,'a348cd5d1fb5bcd85d78fcd49a10e0db33b6b9288121ab03fe832efd68d12ce6','file',1783587600000000,'{
 "vigie-collector:collector": {
  "name": "noc",
  "intake": {
   "silent-after-s": 63072000
  },
  "integrator": {
   "name": "Merisac",
   "zone": "Europe/Paris",
   "mail": "support@merisac.example"
  },
  "listen": [
   {
    "name": "trap",
    "address": "127.0.0.1",
    "port": 16200
   }
  ],
  "supplier": [
   {
    "name": "allot",
    "delegation": "included",
    "support": {
     "mail": "support@allot.example",
     "telephone": "+972 9 761 92 00"
    },
    "crm": "https://crm.allot.example/login",
    "ticket-pattern": "SR-[0-9]{6}"
   }
  ],
  "client": [
   {
    "name": "clinique-a",
    "domain": [
     "clinique-a.example"
    ],
    "person": [
     "p-jeanne"
    ]
   },
   {
    "name": "hopital-b",
    "domain": [
     "hopital-b.example"
    ],
    "person": [
     "p-paul"
    ]
   }
  ],
  "site": [
   {
    "name": "lyon-2",
    "client": "clinique-a"
   }
  ],
  "calendar": [
   {
    "name": "always"
   }
  ],
  "contract": [
   {
    "name": "c-2026-7",
    "client": "clinique-a",
    "supplier": "allot",
    "from": "2026-01-01",
    "until": "2028-12-31",
    "calendar": "always",
    "mode": [
     {
      "from": "2026-01-01",
      "mode": "delegated"
     }
    ]
   },
   {
    "name": "c-9",
    "client": "hopital-b",
    "supplier": "allot",
    "from": "2026-07-11",
    "until": "2026-12-31",
    "calendar": "always",
    "mode": [
     {
      "from": "2026-07-11",
      "mode": "delegated"
     }
    ]
   }
  ],
  "device": [
   {
    "name": "ne-7",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2",
    "serial": "SN-7"
   },
   {
    "name": "ne-8",
    "site": "lyon-2",
    "supplier": "allot",
    "contract": "c-2026-7",
    "agent": "lyon-2"
   }
  ],
  "agent": [
   {
    "name": "lyon-2",
    "site": "lyon-2",
    "user": "lyon-2",
    "credential": "lyon-2"
   }
  ],
  "user": [
   {
    "name": "intake",
    "role": "noc"
   },
   {
    "name": "claire",
    "role": "noc"
   },
   {
    "name": "vera",
    "role": "viewer"
   },
   {
    "name": "marc",
    "role": "manager"
   }
  ],
  "person": [
   {
    "id": "p-jeanne",
    "name": "veiled:c224317e9fc3a10c1c70ece8db4621a0e301753451170ac2b7c1d289e3b03360",
    "mail": "veiled:cc914ed1495b478cb5e66a8d16b43be4a3aac7d7959ad55ca8490c961d9a343f",
    "telephone": "veiled:3bffffbd8b66423ddb11158bc82b37921d42221df502a67797d741cfe5fc6263"
   },
   {
    "id": "p-paul",
    "name": "veiled:328b19ed42aa07175118d74650d4d74ac3bc0696a1faa39c7f388a4d10d86948",
    "mail": "veiled:aad6fe9d325039455f1b2bd4f9c06337eada7dbe90a0d0e76060f2daf433858e"
   }
  ]
 }
}','0c7164fe2c45712ac63d11105aeb92be5b9dfd5d21b9d60003bce759800970ac','vigie','');
CREATE TABLE revision_text (revision INTEGER NOT NULL REFERENCES revision, mark TEXT NOT NULL, person TEXT NOT NULL, leaf TEXT NOT NULL, salt BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (revision, mark)) WITHOUT ROWID;
INSERT INTO "revision_text" VALUES(2,'veiled:0d03b18d9ab589837e5f032bd8a1b0ea71310436d1af68d70c4839f974b50d1b','p-jeanne','mail',X'5741D3C48CBDB667020AF3CC628C2227','jeanne@clinique-a.example');
INSERT INTO "revision_text" VALUES(2,'veiled:2ea941823e509a5ee3363560c412978e7eede765e4881c52daad06bcbb1bb203','p-paul','name',X'DEF2F744E243724FDB4FADE9F36B0E1A','Paul Durand');
INSERT INTO "revision_text" VALUES(2,'veiled:2ed1d296b7175d02b5598eeb5cc853c900343141addb2559c258d0766a6d2df7','p-jeanne','name',X'D1DEBF76AA14EF69754604A6F6839B18','Jeanne Martin');
INSERT INTO "revision_text" VALUES(2,'veiled:615ec362adf3d29cbd4c952e97a153b0b5919e7f4492b8f692905fd7a82a9351','p-jeanne','telephone',X'326DD23585F1BF20C07F26B7579B3CB5','+33 4 72 00 11 22');
INSERT INTO "revision_text" VALUES(2,'veiled:807d0f14540704b56d18f8b4cf9619dc9fefdc90eee74faa6f426685ee4a7547','p-paul','mail',X'6DA508678976E3DFF5EA2B6FB5D0F9DC','paul@hopital-b.example');
INSERT INTO "revision_text" VALUES(3,'veiled:328b19ed42aa07175118d74650d4d74ac3bc0696a1faa39c7f388a4d10d86948','p-paul','name',X'AED5AA842CCE85EC6898CC5DFA55A88E','Paul Durand');
INSERT INTO "revision_text" VALUES(3,'veiled:3bffffbd8b66423ddb11158bc82b37921d42221df502a67797d741cfe5fc6263','p-jeanne','telephone',X'45ED33513B07D043FC3818678230BBC8','+33 4 72 00 11 22');
INSERT INTO "revision_text" VALUES(3,'veiled:aad6fe9d325039455f1b2bd4f9c06337eada7dbe90a0d0e76060f2daf433858e','p-paul','mail',X'808CFF06C706004F5E1195F7A299DE57','paul@hopital-b.example');
INSERT INTO "revision_text" VALUES(3,'veiled:c224317e9fc3a10c1c70ece8db4621a0e301753451170ac2b7c1d289e3b03360','p-jeanne','name',X'35313441C6CC0CF7FE3D3B1D97EDAECF','Jeanne Martin');
INSERT INTO "revision_text" VALUES(3,'veiled:cc914ed1495b478cb5e66a8d16b43be4a3aac7d7959ad55ca8490c961d9a343f','p-jeanne','mail',X'CDDD17FE6513E84E838641048F29349F','jeanne@clinique-a.example');
CREATE TABLE rma (number TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, state TEXT NOT NULL CHECK (state IN ('suggested','half-confirmed','confirmed','numbered','shipped','delivered','replaced','closed','rejected','cancelled')), kind TEXT NOT NULL CHECK (kind IN ('standard','doa','repeat')), flow TEXT NOT NULL CHECK (flow IN ('advance','return-first')), attempt INTEGER NOT NULL DEFAULT 1, device TEXT NOT NULL, resource TEXT NOT NULL, part TEXT NOT NULL, serial TEXT NOT NULL, rule TEXT NOT NULL, holds_data INTEGER NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL, moved INTEGER NOT NULL, changed INTEGER NOT NULL, announced TEXT NOT NULL DEFAULT '', new_serial TEXT NOT NULL DEFAULT '', lent TEXT NOT NULL DEFAULT '', seen TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN  ('','exchanged','repaired','substitute','repaired-on-site')), replaced INTEGER NOT NULL DEFAULT 0, clock INTEGER NOT NULL DEFAULT 0, met_by_loan INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE rma_key (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, side TEXT NOT NULL, given INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, check_done TEXT NOT NULL, result TEXT NOT NULL, engineer TEXT NOT NULL, evidence TEXT NOT NULL, taken INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', CHECK ((side = 'integrator' AND check_done <> '' AND result <> '' AND engineer <> '')  OR (side = 'supplier' AND evidence <> '')));
CREATE TABLE rma_move (old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, new)) WITHOUT ROWID;
INSERT INTO "rma_move" VALUES('cancelled','suggested');
INSERT INTO "rma_move" VALUES('closed','replaced');
INSERT INTO "rma_move" VALUES('confirmed','cancelled');
INSERT INTO "rma_move" VALUES('confirmed','half-confirmed');
INSERT INTO "rma_move" VALUES('confirmed','numbered');
INSERT INTO "rma_move" VALUES('confirmed','replaced');
INSERT INTO "rma_move" VALUES('delivered','cancelled');
INSERT INTO "rma_move" VALUES('delivered','numbered');
INSERT INTO "rma_move" VALUES('delivered','replaced');
INSERT INTO "rma_move" VALUES('half-confirmed','cancelled');
INSERT INTO "rma_move" VALUES('half-confirmed','confirmed');
INSERT INTO "rma_move" VALUES('half-confirmed','rejected');
INSERT INTO "rma_move" VALUES('half-confirmed','suggested');
INSERT INTO "rma_move" VALUES('numbered','cancelled');
INSERT INTO "rma_move" VALUES('numbered','half-confirmed');
INSERT INTO "rma_move" VALUES('numbered','replaced');
INSERT INTO "rma_move" VALUES('numbered','shipped');
INSERT INTO "rma_move" VALUES('rejected','suggested');
INSERT INTO "rma_move" VALUES('replaced','closed');
INSERT INTO "rma_move" VALUES('replaced','numbered');
INSERT INTO "rma_move" VALUES('shipped','cancelled');
INSERT INTO "rma_move" VALUES('shipped','delivered');
INSERT INTO "rma_move" VALUES('shipped','half-confirmed');
INSERT INTO "rma_move" VALUES('shipped','numbered');
INSERT INTO "rma_move" VALUES('suggested','cancelled');
INSERT INTO "rma_move" VALUES('suggested','half-confirmed');
INSERT INTO "rma_move" VALUES('suggested','rejected');
CREATE TABLE rma_number (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, number TEXT NOT NULL CHECK (number <> ''), state TEXT NOT NULL CHECK (state IN  ('proposed','in-force','suspended','superseded','given-back')), at INTEGER NOT NULL, who TEXT NOT NULL, UNIQUE (rma, number));
CREATE TABLE rma_shipment (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, attempt INTEGER NOT NULL, carrier TEXT NOT NULL CHECK (carrier <> ''), tracking TEXT NOT NULL, serial TEXT NOT NULL, ship_to TEXT NOT NULL, sent INTEGER NOT NULL, how TEXT NOT NULL DEFAULT '' CHECK (how IN  ('','delivered','not-arrived','recalled')), ended INTEGER NOT NULL DEFAULT 0, proof TEXT NOT NULL DEFAULT '');
CREATE TABLE rma_step (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, what TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, happened INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE rma_unit (id INTEGER PRIMARY KEY, rma TEXT NOT NULL REFERENCES rma, role TEXT NOT NULL CHECK (role IN ('faulty','recalled','lent')), serial TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('at-client','collected',  'sent','received','no-fault-found','lost','accepted','charged','sent-back',  'waived','scrapped')), data TEXT NOT NULL DEFAULT '' CHECK (data IN  ('','wiped','medium-kept','as-it-is')), carrier TEXT NOT NULL DEFAULT '', tracking TEXT NOT NULL DEFAULT '', changed INTEGER NOT NULL);
CREATE TABLE silence (agent TEXT PRIMARY KEY, base INTEGER NOT NULL, stage INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 3), deaf INTEGER NOT NULL DEFAULT 0, back INTEGER NOT NULL DEFAULT 0, missed INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE sought (kind TEXT NOT NULL CHECK (kind IN ('ref','word','digits')), text TEXT NOT NULL CHECK (text <> ''), PRIMARY KEY (kind, text)) WITHOUT ROWID;
CREATE TABLE spool_ended (agent TEXT NOT NULL, spool BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (agent, spool)) WITHOUT ROWID;
CREATE TABLE storm (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, device TEXT NOT NULL, resource TEXT NOT NULL, began INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0, folded INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0, looked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE storm_count (name INTEGER NOT NULL REFERENCES storm_name, second INTEGER NOT NULL, span INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, second, span)) WITHOUT ROWID;
CREATE TABLE storm_name (id INTEGER PRIMARY KEY, storm INTEGER NOT NULL REFERENCES storm, kind TEXT NOT NULL CHECK (kind IN ('named','other','unread','news')), oid TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0, UNIQUE (storm, oid, kind));
CREATE TABLE storm_sample (storm INTEGER NOT NULL REFERENCES storm, number INTEGER NOT NULL, at INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (storm, number)) WITHOUT ROWID;
CREATE TABLE suggestion (case_number TEXT NOT NULL REFERENCES support_case, resource TEXT NOT NULL, grade TEXT NOT NULL  CHECK (grade IN ('possible','likely','ready')), part TEXT NOT NULL, serial TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, check_text TEXT NOT NULL, against TEXT NOT NULL, since INTEGER NOT NULL, kind TEXT NOT NULL, evidence TEXT NOT NULL, checked TEXT NOT NULL, PRIMARY KEY (case_number, resource)) WITHOUT ROWID;
CREATE TABLE supplier_ticket (case_number TEXT NOT NULL REFERENCES support_case, number TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (case_number, number)) WITHOUT ROWID;
CREATE TABLE support_case (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('triage','quarantine','observed','new','in-hand','waiting-client','with-supplier','in-return','resolved','closed','merged','void')), before TEXT NOT NULL, fault TEXT NOT NULL CHECK (fault IN ('none','standing','cleared','not-known','flapping')), title TEXT NOT NULL, subject TEXT NOT NULL, class TEXT NOT NULL, severity INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '', ball TEXT NOT NULL CHECK (ball IN ('client','integrator','supplier','carrier')), client TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, supplier TEXT NOT NULL, contract TEXT NOT NULL, mode TEXT NOT NULL, entitlement TEXT NOT NULL, entitlement_text TEXT NOT NULL, revision INTEGER NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, cause TEXT NOT NULL DEFAULT '', cure TEXT NOT NULL DEFAULT '', rung INTEGER NOT NULL, worse INTEGER NOT NULL DEFAULT 0, calm INTEGER NOT NULL DEFAULT 0, next_due INTEGER NOT NULL DEFAULT 9223372036854775807, ease INTEGER NOT NULL DEFAULT 0, opened_for TEXT NOT NULL DEFAULT '' CHECK (opened_for IN ('','malfunction','question','service','software','commercial')), level INTEGER NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 3), request TEXT NOT NULL DEFAULT 'malfunction', solved INTEGER NOT NULL DEFAULT 0, rule TEXT NOT NULL DEFAULT '', priority INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5), queue TEXT NOT NULL DEFAULT '', recurred INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO "support_case" VALUES('2026-000001','new','quarantine','none','Nothing works','','',0,'','integrator','hopital-b','','','','c-9','delegated','in-force','P2: contract c-9, delegated: the integrator does everything',2,1783584000000000,1783720800000000,0,'','',0,0,3,1783735200000000,0,'',1,'malfunction',0,'',3,'',0);
CREATE TABLE sweeping (one INTEGER PRIMARY KEY CHECK (one = 1), until INTEGER NOT NULL);
CREATE TABLE swept_case (number TEXT PRIMARY KEY REFERENCES support_case, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE target (case_number TEXT NOT NULL REFERENCES support_case, name TEXT NOT NULL, part TEXT NOT NULL, warned INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (case_number, name, part)) WITHOUT ROWID;
INSERT INTO "target" VALUES('2026-000001','entitlement','',4);
INSERT INTO "target" VALUES('2026-000001','first-reply','',4);
INSERT INTO "target" VALUES('2026-000001','supplier-ticket','',0);
CREATE TABLE tie (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, other TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL CHECK (kind IN ('link','merge','split','recurs','follows')), at INTEGER NOT NULL, who TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, CHECK (case_number <> other));
CREATE TABLE tie_clock (tie INTEGER NOT NULL REFERENCES tie, case_number TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, due INTEGER NOT NULL, left_us INTEGER NOT NULL, PRIMARY KEY (tie, case_number, name, part)) WITHOUT ROWID;
CREATE TABLE tie_part (tie INTEGER NOT NULL REFERENCES tie, what TEXT NOT NULL CHECK (what IN ('alarm','ticket','return','visit','order')), part TEXT NOT NULL, PRIMARY KEY (tie, what, part)) WITHOUT ROWID;
CREATE TABLE tie_role (tie INTEGER NOT NULL REFERENCES tie, alarm INTEGER NOT NULL, role TEXT NOT NULL, PRIMARY KEY (tie, alarm)) WITHOUT ROWID;
CREATE TABLE together (site TEXT NOT NULL, kind TEXT NOT NULL, raised INTEGER NOT NULL, alarm INTEGER NOT NULL, device TEXT NOT NULL, PRIMARY KEY (site, kind, raised, alarm)) WITHOUT ROWID;
CREATE TABLE unit_check (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, resource TEXT NOT NULL, rule TEXT NOT NULL, what TEXT NOT NULL CHECK (what <> ''), result TEXT NOT NULL CHECK (result IN ('confirms','denies','unclear')), text TEXT NOT NULL, who TEXT NOT NULL, happened INTEGER NOT NULL, recorded INTEGER NOT NULL);
CREATE TABLE unit_place (id INTEGER PRIMARY KEY, serial TEXT NOT NULL COLLATE NOCASE CHECK (serial <> ''), device TEXT NOT NULL, part TEXT NOT NULL, since INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, UNIQUE (serial, device, part));
CREATE TABLE unknown (id INTEGER PRIMARY KEY AUTOINCREMENT, oid TEXT NOT NULL, device TEXT NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, message INTEGER NOT NULL, text TEXT NOT NULL, evidence INTEGER NOT NULL DEFAULT 0, CHECK ((device = '') <> (source = '')), UNIQUE (oid, device, source));
CREATE TABLE visit (number TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, rma TEXT REFERENCES rma, work_order TEXT REFERENCES work_order, kind TEXT NOT NULL CHECK (kind IN  ('rma-proof','rma-swap','on-order')), state TEXT NOT NULL CHECK (state IN  ('planned','begun','no-access','done','refused','cancelled')), planned_for INTEGER NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL, moved INTEGER NOT NULL, found TEXT NOT NULL DEFAULT '', finding TEXT NOT NULL DEFAULT '' CHECK (finding IN ('','confirms','denies')), CHECK (kind <> 'rma-proof' OR rma IS NOT NULL), CHECK (kind <> 'on-order' OR work_order IS NOT NULL)) WITHOUT ROWID;
CREATE TABLE work_order (number TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, state TEXT NOT NULL CHECK (state IN  ('asked','proposed','ordered','planned','done','declined','lapsed','cancelled')), what TEXT NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL, moved INTEGER NOT NULL, technical TEXT NOT NULL DEFAULT '', commercial TEXT NOT NULL DEFAULT '', proposal TEXT NOT NULL DEFAULT '', valid_until INTEGER NOT NULL DEFAULT 0, reference TEXT NOT NULL DEFAULT '', by_whom TEXT NOT NULL DEFAULT '', by_quote INTEGER NOT NULL DEFAULT 0, CHECK (state <> 'proposed' OR (technical <> '' AND commercial <> ''  AND proposal <> '' AND valid_until > 0)), CHECK (state NOT IN ('ordered','planned','done') OR  (reference <> '' AND by_whom <> ''))) WITHOUT ROWID;
CREATE TABLE work_order_move (old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, new)) WITHOUT ROWID;
INSERT INTO "work_order_move" VALUES('asked','cancelled');
INSERT INTO "work_order_move" VALUES('asked','proposed');
INSERT INTO "work_order_move" VALUES('ordered','cancelled');
INSERT INTO "work_order_move" VALUES('ordered','planned');
INSERT INTO "work_order_move" VALUES('planned','cancelled');
INSERT INTO "work_order_move" VALUES('planned','done');
INSERT INTO "work_order_move" VALUES('planned','ordered');
INSERT INTO "work_order_move" VALUES('proposed','cancelled');
INSERT INTO "work_order_move" VALUES('proposed','declined');
INSERT INTO "work_order_move" VALUES('proposed','lapsed');
INSERT INTO "work_order_move" VALUES('proposed','ordered');
CREATE UNIQUE INDEX message_key ON message (agent, spool, sequence) WHERE agent <> '';
CREATE INDEX message_waiting ON message (agent, sequence) WHERE state = 'waiting';
CREATE INDEX raise_alarm ON raise (alarm, at);
CREATE INDEX case_closed ON support_case (subject, class, closed) WHERE state = 'closed';
CREATE TRIGGER case_number_stays BEFORE DELETE ON support_case BEGIN SELECT RAISE(ABORT, 'a case is never deleted'); END;
CREATE INDEX ledger_target ON ledger (case_number, name, part, id);
CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE INDEX journal_case ON journal (case_number, id);
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE INDEX due_at ON due (at);
CREATE INDEX evidence_of ON evidence (agent, spool, sequence);
CREATE INDEX evidence_alarm ON evidence (alarm) WHERE case_number = '';
CREATE INDEX evidence_case ON evidence (case_number) WHERE case_number <> '';
CREATE UNIQUE INDEX tie_once ON tie (case_number, other, kind) WHERE undone = 0;
CREATE TRIGGER tie_is_kept BEFORE DELETE ON tie BEGIN SELECT RAISE(ABORT, 'a tie is undone, never deleted'); END;
CREATE INDEX journal_place_entry ON journal_place (entry, id);
CREATE INDEX journal_place_case ON journal_place (case_number);
CREATE TRIGGER journal_place_stays BEFORE UPDATE ON journal_place BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;
CREATE TRIGGER journal_place_is_kept BEFORE DELETE ON journal_place BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;
CREATE UNIQUE INDEX rma_one_open ON rma (device, resource) WHERE state IN ('suggested','half-confirmed','confirmed','numbered','shipped','delivered');
CREATE INDEX rma_case ON rma (case_number);
CREATE UNIQUE INDEX rma_key_held ON rma_key (rma, side) WHERE taken = 0;
CREATE UNIQUE INDEX rma_number_in_force ON rma_number (rma) WHERE state = 'in-force';
CREATE UNIQUE INDEX rma_unit_faulty ON rma_unit (rma) WHERE role = 'faulty';
CREATE INDEX rma_step_of ON rma_step (rma, id);
CREATE TRIGGER rma_is_kept BEFORE DELETE ON rma BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_key_is_kept BEFORE DELETE ON rma_key BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_number_is_kept BEFORE DELETE ON rma_number BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_shipment_is_kept BEFORE DELETE ON rma_shipment BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_unit_is_kept BEFORE DELETE ON rma_unit BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_step_is_kept BEFORE DELETE ON rma_step BEGIN SELECT RAISE(ABORT, 'P10: nothing of a return is deleted'); END;
CREATE TRIGGER rma_begins BEFORE INSERT ON rma WHEN NEW.state <> 'suggested' BEGIN SELECT RAISE(ABORT, 'P10: a return begins as suggested'); END;
CREATE TRIGGER rma_rungs BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM rma_move WHERE old = OLD.state AND new = NEW.state) BEGIN SELECT RAISE(ABORT, 'P10: no rung is skipped'); END;
CREATE TRIGGER rma_keys BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state AND NEW.state IN ('confirmed','numbered','shipped','delivered','replaced') AND (SELECT count(*) FROM rma_key WHERE rma = NEW.number AND taken = 0) < 2 BEGIN SELECT RAISE(ABORT, 'P10: both keys come first'); END;
CREATE TRIGGER rma_one_key BEFORE UPDATE OF state ON rma WHEN OLD.state = 'suggested' AND NEW.state = 'half-confirmed' AND NOT EXISTS (SELECT 1 FROM rma_key WHERE rma = NEW.number AND taken = 0) BEGIN SELECT RAISE(ABORT, 'P10: a key comes first'); END;
CREATE TRIGGER rma_numbered BEFORE UPDATE OF state ON rma WHEN NEW.state <> OLD.state AND NEW.state IN ('numbered','shipped','delivered') AND NOT EXISTS (SELECT 1 FROM rma_number WHERE rma = NEW.number AND state = 'in-force') BEGIN SELECT RAISE(ABORT, 'P10: the RMA number comes first'); END;
CREATE TRIGGER rma_on_site BEFORE UPDATE OF state ON rma WHEN NEW.state = 'replaced' AND OLD.state IN ('confirmed','numbered') AND NEW.outcome <> 'repaired-on-site' BEGIN SELECT RAISE(ABORT, 'P14: nothing was shipped'); END;
CREATE INDEX work_order_case ON work_order (case_number);
CREATE INDEX work_order_list ON work_order (opened, number);
CREATE TRIGGER work_order_is_kept BEFORE DELETE ON work_order BEGIN SELECT RAISE(ABORT, 'P16: an order is never deleted'); END;
CREATE TRIGGER work_order_begins BEFORE INSERT ON work_order WHEN NEW.state <> 'asked' BEGIN SELECT RAISE(ABORT, 'P16: an order begins as asked'); END;
CREATE TRIGGER work_order_rungs BEFORE UPDATE OF state ON work_order WHEN NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM work_order_move  WHERE old = OLD.state AND new = NEW.state) BEGIN SELECT RAISE(ABORT, 'P16: no rung is skipped'); END;
CREATE INDEX visit_case ON visit (case_number);
CREATE INDEX visit_list ON visit (planned_for, number);
CREATE INDEX visit_rma ON visit (rma) WHERE rma IS NOT NULL;
CREATE INDEX visit_order ON visit (work_order) WHERE work_order IS NOT NULL;
CREATE TRIGGER visit_is_kept BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'P16: a visit is never deleted'); END;
CREATE INDEX mail_message ON mail (message_id) WHERE message_id <> '';
CREATE INDEX mail_case ON mail (case_number, id);
CREATE TRIGGER mail_is_kept BEFORE DELETE ON mail BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END;
CREATE UNIQUE INDEX person_mail ON person (mail) WHERE mail <> '';
CREATE UNIQUE INDEX hold_once ON hold (case_number) WHERE released = 0;
CREATE INDEX mail_person ON mail (person);
CREATE TRIGGER journal_text_stays BEFORE UPDATE ON journal_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches journal_text'); END;
CREATE TRIGGER journal_text_is_kept BEFORE DELETE ON journal_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches journal_text'); END;
CREATE TRIGGER mail_text_stays BEFORE UPDATE ON mail_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches mail_text'); END;
CREATE TRIGGER mail_text_is_kept BEFORE DELETE ON mail_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches mail_text'); END;
CREATE TRIGGER person_stays BEFORE UPDATE ON person WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches person'); END;
CREATE TRIGGER person_is_kept BEFORE DELETE ON person WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches person'); END;
CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.id, NEW.case_number, NEW.name, NEW.act, NEW.at, NEW.recorded, NEW.who) IS NOT (OLD.id, OLD.case_number, OLD.name, OLD.act, OLD.at, OLD.recorded, OLD.who) BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER rma_step_stays BEFORE UPDATE ON rma_step WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.id, NEW.rma, NEW.what, NEW.from_state, NEW.to_state, NEW.happened, NEW.recorded, NEW.who) IS NOT (OLD.id, OLD.rma, OLD.what, OLD.from_state, OLD.to_state, OLD.happened, OLD.recorded, OLD.who) BEGIN SELECT RAISE(ABORT, 'P10: a step is only added'); END;
CREATE TRIGGER mail_stays BEFORE UPDATE OF taken, recorded, message_id, person, side, automatic, body_digest ON mail WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.taken, NEW.recorded, NEW.person, NEW.side, NEW.automatic, NEW.body_digest) IS NOT (OLD.taken, OLD.recorded, OLD.person, OLD.side, OLD.automatic, OLD.body_digest) BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END;
CREATE TRIGGER rma_key_holds BEFORE UPDATE ON rma_key WHEN NEW.taken <> 0 AND OLD.taken = 0 AND (SELECT state FROM rma WHERE number = OLD.rma) IN ('confirmed','numbered','shipped','delivered') BEGIN SELECT RAISE(ABORT, 'P10: a return that stands keeps both keys'); END;
CREATE UNIQUE INDEX proof_source ON proof (case_number, kind, source);
CREATE TRIGGER proof_stays BEFORE UPDATE ON proof BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER proof_is_kept BEFORE DELETE ON proof BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER proof_body_stays BEFORE UPDATE ON proof_body BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE INDEX unit_check_of ON unit_check (resource, happened);
CREATE TRIGGER unit_check_stays BEFORE UPDATE ON unit_check WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.id, NEW.case_number, NEW.resource, NEW.rule, NEW.result, NEW.who, NEW.happened, NEW.recorded) IS NOT (OLD.id, OLD.case_number, OLD.resource, OLD.rule, OLD.result, OLD.who, OLD.happened, OLD.recorded) BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;
CREATE TRIGGER unit_check_is_kept BEFORE DELETE ON unit_check BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;
CREATE INDEX unit_place_of ON unit_place (device, part, since);
CREATE UNIQUE INDEX unit_place_one ON unit_place (device, part) WHERE gone = 0;
CREATE INDEX revision_text_person ON revision_text (person) WHERE person <> '';
CREATE TRIGGER revision_stays BEFORE UPDATE OF id, sha256, door, at, content, who, diff ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;
CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;
CREATE TRIGGER revision_text_stays BEFORE UPDATE ON revision_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches revision_text'); END;
CREATE TRIGGER revision_text_is_kept BEFORE DELETE ON revision_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches revision_text'); END;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX case_over ON support_case (state, changed);
CREATE INDEX mail_loose ON mail (recorded) WHERE case_number = '';
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM sweeping s, audit_gap g WHERE OLD.at < s.until AND OLD.id BETWEEN g.first AND g.last AND (OLD.id < g.last OR OLD.chain = g.chain)) BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_gap_INSERT BEFORE INSERT ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE TRIGGER audit_gap_UPDATE BEFORE UPDATE ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE TRIGGER audit_gap_DELETE BEFORE DELETE ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE INDEX target_faulty ON target (case_number) WHERE name = 'faulty-back';
CREATE INDEX case_contract ON support_case (contract, opened);
CREATE TRIGGER case_is_solved AFTER UPDATE OF state ON support_case WHEN NEW.state IN ('resolved','closed') AND OLD.state NOT IN ('resolved','closed') BEGIN UPDATE support_case SET solved = NEW.changed WHERE number = NEW.number; END;
CREATE TRIGGER case_is_unsolved AFTER UPDATE OF state ON support_case WHEN OLD.state IN ('resolved','closed') AND NEW.state NOT IN ('resolved','closed') BEGIN UPDATE support_case SET solved = 0 WHERE number = NEW.number; END;
CREATE INDEX target_waits ON target (case_number) WHERE name IN ('faulty-back','entitlement');
CREATE INDEX case_client ON support_case (client, number);
CREATE INDEX case_owner ON support_case (owner, number);
CREATE INDEX alarm_device ON alarm (device, cleared, changed);
CREATE INDEX alarm_list ON alarm (cleared, changed);
CREATE INDEX rma_list ON rma (opened, number);
CREATE INDEX idempotency_at ON idempotency (at);
CREATE INDEX audit_sweep ON audit (id) WHERE what = 'audit-sweep';
CREATE INDEX ticket_number ON supplier_ticket (number);
CREATE INDEX rma_place ON rma (device, resource, replaced);
CREATE INDEX rma_key_of ON rma_key (rma);
CREATE INDEX rma_shipment_of ON rma_shipment (rma);
CREATE INDEX rma_unit_of ON rma_unit (rma);
CREATE INDEX alarm_kind ON alarm (device, kind) WHERE cleared = 0;
CREATE INDEX alarm_case ON alarm (case_number, cleared);
CREATE INDEX alarm_agent ON alarm (agent) WHERE cleared = 0 AND agent <> '';
CREATE UNIQUE INDEX storm_on ON storm (source) WHERE ended = 0;
CREATE INDEX storm_ended ON storm (ended) WHERE ended > 0;
CREATE TRIGGER storm_count_new AFTER INSERT ON storm_count BEGIN UPDATE storm_name SET count = count + NEW.count WHERE id = NEW.name; END;
CREATE TRIGGER storm_count_more AFTER UPDATE OF count ON storm_count BEGIN UPDATE storm_name SET count = count + NEW.count - OLD.count WHERE id = NEW.name; END;
CREATE INDEX unknown_last ON unknown (last, id);
CREATE INDEX message_state ON message (state) WHERE state <> 'applied';
CREATE INDEX device_address_of ON device_address (device);
CREATE INDEX engine_heard ON engine (heard);
CREATE TRIGGER case_ranks_new AFTER INSERT ON support_case BEGIN UPDATE support_case SET calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity WHERE number = NEW.number; END;
CREATE TRIGGER case_ranks AFTER UPDATE OF worse, owner, severity, priority ON support_case BEGIN UPDATE support_case SET calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity WHERE number = NEW.number; END;
CREATE INDEX alarm_shelf_name ON alarm_shelf (shelf);
CREATE UNIQUE INDEX outbox_once ON outbox (case_number, transition, recipient);
CREATE UNIQUE INDEX outbox_once_alone ON outbox (transition, recipient) WHERE case_number IS NULL;
CREATE INDEX outbox_next ON outbox (next_try) WHERE state IN ('waiting','taken');
CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id <> '';
CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent';
CREATE TRIGGER outbox_text_stays BEFORE UPDATE ON outbox_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_text'); END;
CREATE TRIGGER outbox_text_is_kept BEFORE DELETE ON outbox_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_text'); END;
CREATE INDEX alarm_left_alarm ON alarm_left (alarm);
CREATE TRIGGER alarm_leaves AFTER UPDATE OF case_number ON alarm WHEN OLD.case_number <> '' AND OLD.case_number <> coalesce(NEW.case_number, '') BEGIN INSERT OR IGNORE INTO alarm_left (case_number, alarm) VALUES (OLD.case_number, OLD.id); END;
CREATE INDEX family_key ON family_case (supplier, model, software, kind, opened);
CREATE INDEX family_opened ON family_case (opened);
CREATE UNIQUE INDEX problem_one_open ON problem (supplier, model, software, kind) WHERE state = 'suggested';
CREATE INDEX problem_closed ON problem (supplier, model, software, kind, closed) WHERE state <> 'suggested';
CREATE INDEX problem_list_open ON problem (number) WHERE state = 'suggested';
CREATE INDEX problem_of_case ON problem_case (case_number, linked);
CREATE INDEX case_rekey_of ON case_rekey (case_number);
CREATE INDEX tie_between ON tie (case_number, other);
CREATE UNIQUE INDEX together_alarm ON together (alarm);
CREATE INDEX act_at ON act (at);
CREATE INDEX mark_at ON mark (at);
CREATE TRIGGER case_recurs AFTER UPDATE OF state ON support_case WHEN OLD.state = 'closed' AND NEW.state NOT IN ('closed','merged','void') BEGIN UPDATE support_case SET recurred = recurred + 1 WHERE number = NEW.number; END;
CREATE INDEX case_closed_at ON support_case (closed, number) WHERE closed > 0;
CREATE INDEX tie_into ON tie (other) WHERE kind = 'merge' AND undone = 0;
CREATE UNIQUE INDEX alarm_change_of ON alarm_change (alarm, at);
CREATE UNIQUE INDEX alarm_operator_of ON alarm_operator (alarm, at);
CREATE TRIGGER alarm_change_first AFTER INSERT ON alarm BEGIN INSERT INTO alarm_change (alarm, at, severity, text) VALUES (NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_change WHERE alarm = NEW.id), 0)), CASE WHEN NEW.cleared <> 0 THEN 0 ELSE NEW.severity END, NEW.text); END;
CREATE TRIGGER alarm_change_next AFTER UPDATE OF severity, cleared ON alarm WHEN NEW.severity <> OLD.severity OR (NEW.cleared = 0) <> (OLD.cleared = 0) BEGIN INSERT INTO alarm_change (alarm, at, severity, text) VALUES (NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_change WHERE alarm = NEW.id), 0)), CASE WHEN NEW.cleared <> 0 THEN 0 ELSE NEW.severity END, NEW.text); END;
CREATE TRIGGER alarm_change_goes AFTER INSERT ON alarm_change WHEN NEW.id > 32 BEGIN DELETE FROM alarm_change WHERE alarm = NEW.alarm AND at < (SELECT min(at) FROM (SELECT at FROM alarm_change WHERE alarm = NEW.alarm ORDER BY at DESC LIMIT 32)); END;
CREATE TRIGGER alarm_again AFTER UPDATE OF cleared ON alarm WHEN NEW.cleared = 0 AND OLD.cleared <> 0 AND (SELECT state FROM alarm_state WHERE alarm = NEW.id) = 'closed' BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES (NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = NEW.id), 0)), 'vigie', 'none', 'raised again'); END;
CREATE TRIGGER alarm_worse AFTER UPDATE OF severity ON alarm WHEN NEW.severity > OLD.severity AND NEW.cleared = 0 AND (SELECT state FROM alarm_state WHERE alarm = NEW.id) = 'ack' BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES (NEW.id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = NEW.id), 0)), 'vigie', 'none', 'worse'); END;
CREATE TRIGGER alarm_case_taken AFTER UPDATE OF owner ON support_case WHEN NEW.owner <> '' AND NEW.owner <> OLD.owner BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) SELECT id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = alarm.id), 0)), NEW.owner, 'ack', 'case ' || NEW.number FROM alarm WHERE case_number = NEW.number; END;
CREATE TRIGGER alarm_case_closed AFTER UPDATE OF state ON support_case WHEN NEW.state = 'closed' AND OLD.state <> 'closed' BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) SELECT id, max(NEW.changed, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = alarm.id), 0)), CASE WHEN NEW.owner <> '' THEN NEW.owner ELSE 'vigie' END, 'closed', 'case ' || NEW.number || ': ' || CASE WHEN NEW.cure <> '' THEN NEW.cure ELSE 'cleared' END FROM alarm WHERE case_number = NEW.number; END;
CREATE TRIGGER alarm_shelved AFTER INSERT ON alarm_shelf BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES (NEW.alarm, max(NEW.at, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = NEW.alarm), 0)), 'vigie', 'shelved', NEW.shelf); END;
CREATE TRIGGER alarm_said AFTER INSERT ON alarm_operator BEGIN INSERT INTO alarm_state (alarm, state) VALUES (NEW.alarm,  CASE NEW.state WHEN 'un-shelved' THEN 'none' ELSE NEW.state END) ON CONFLICT (alarm) DO UPDATE SET state = excluded.state; END;
CREATE INDEX case_gone ON support_case (changed, number) WHERE state IN ('merged','void');
CREATE INDEX rma_changed ON rma (changed);
CREATE INDEX alarm_forgotten ON alarm (changed) WHERE cleared = 1 AND held = 0 AND pending = 0 AND coalesce(case_number, '') = '';
CREATE INDEX login_token_user ON login_token (user, id);
CREATE TRIGGER alarm_unshelved AFTER DELETE ON alarm_shelf WHEN EXISTS (SELECT 1 FROM alarm WHERE id = OLD.alarm) BEGIN INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES (OLD.alarm, max(OLD.at, coalesce((SELECT max(at) + 1 FROM alarm_operator WHERE alarm = OLD.alarm), 0)), 'vigie', 'un-shelved', OLD.shelf); END;
CREATE TRIGGER alarm_listed_again AFTER INSERT ON alarm_change WHEN (SELECT purged FROM alarm_state WHERE alarm = NEW.alarm) > (SELECT changed FROM alarm WHERE id = NEW.alarm) BEGIN UPDATE alarm_state SET purged = (SELECT changed FROM alarm WHERE id = NEW.alarm) - 1 WHERE alarm = NEW.alarm; END;
CREATE TRIGGER alarm_said_goes AFTER INSERT ON alarm_operator WHEN NEW.id > 32 BEGIN DELETE FROM alarm_operator WHERE alarm = NEW.alarm AND at < (SELECT min(at) FROM (SELECT at FROM alarm_operator WHERE alarm = NEW.alarm ORDER BY at DESC LIMIT 32)); END;
CREATE INDEX outbox_receipt ON outbox (recipient, created) WHERE template = 'receipt';
CREATE TRIGGER outbox_letter_stays BEFORE UPDATE ON outbox_letter WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_letter'); END;
CREATE TRIGGER outbox_letter_is_kept BEFORE DELETE ON outbox_letter WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_letter'); END;
CREATE INDEX mail_more_raw ON mail_more (raw) WHERE raw <> '';
CREATE INDEX mail_part_blob ON mail_part (sha256);
CREATE TRIGGER mail_text_gone AFTER DELETE ON mail_text BEGIN INSERT OR IGNORE INTO blob_gone SELECT raw FROM mail_more WHERE id = OLD.id  AND raw <> ''; INSERT OR IGNORE INTO blob_gone SELECT sha256 FROM mail_part WHERE mail = OLD.id; DELETE FROM mail_part WHERE mail = OLD.id; DELETE FROM mail_more WHERE id = OLD.id; INSERT OR IGNORE INTO due (kind, object, at) VALUES ('blob', '', 1); END;
CREATE INDEX mail_sender ON mail (person, recorded) WHERE opened = 1;
CREATE UNIQUE INDEX case_one_open ON support_case (subject, class) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void' AND class <> '';
CREATE UNIQUE INDEX case_one_request ON support_case (subject, opened_for) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void' AND opened_for <> '' AND subject <> '';
CREATE INDEX case_queue ON support_case (calm, next_due, ease, number, owner, client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_queue_owner ON support_case (owner, calm, next_due, ease, number, client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_queue_client ON support_case (client, calm, next_due, ease, number, owner, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_queue_named ON support_case (queue, calm, next_due, ease, number, owner, client, state) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void' AND queue <> '';
CREATE INDEX case_open ON support_case (number) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_client_open ON support_case (client, opened) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_device_open ON support_case (device) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX case_site_open ON support_case (site) WHERE state <> 'closed' AND state <> 'merged' AND state <> 'void';
CREATE INDEX rma_list_open ON rma (opened, number) WHERE state <> 'closed' AND state <> 'rejected' AND state <> 'cancelled';
CREATE INDEX rma_open ON rma (case_number) WHERE state <> 'closed' AND state <> 'rejected' AND state <> 'cancelled';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('unknown',0);
INSERT INTO "sqlite_sequence" VALUES('outbox',10);
INSERT INTO "sqlite_sequence" VALUES('alarm_change',0);
INSERT INTO "sqlite_sequence" VALUES('alarm_operator',0);
INSERT INTO "sqlite_sequence" VALUES('mark',2);
INSERT INTO "sqlite_sequence" VALUES('mark_row',7);
INSERT INTO "sqlite_sequence" VALUES('revision',3);
INSERT INTO "sqlite_sequence" VALUES('audit',4);
INSERT INTO "sqlite_sequence" VALUES('happening',17);
INSERT INTO "sqlite_sequence" VALUES('act',6);
INSERT INTO "sqlite_sequence" VALUES('mail',1);
INSERT INTO "sqlite_sequence" VALUES('journal',10);
COMMIT;