-- of the tree tests/play/mail.json
PRAGMA user_version = 31;
BEGIN TRANSACTION;
CREATE TABLE agent (name TEXT PRIMARY KEY, spool BLOB NOT NULL, applied INTEGER NOT NULL, heard INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('alive','silent')), queue INTEGER NOT NULL DEFAULT 0, standing INTEGER NOT NULL DEFAULT 0, version TEXT NOT NULL DEFAULT '', offset_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE alarm (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, kind TEXT NOT NULL, qualifier TEXT NOT NULL, device TEXT NOT NULL, agent TEXT NOT NULL, severity INTEGER NOT NULL CHECK (severity BETWEEN 2 AND 5), cleared INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, text TEXT NOT NULL, case_number TEXT REFERENCES support_case, role TEXT NOT NULL DEFAULT 'cause' CHECK (role IN ('cause','symptom')), rung INTEGER NOT NULL, class TEXT NOT NULL, cause INTEGER NOT NULL, repeats INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL, serial TEXT NOT NULL, known INTEGER NOT NULL DEFAULT 1, flapping INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, pending INTEGER NOT NULL DEFAULT 0, message INTEGER NOT NULL DEFAULT 0, plain INTEGER NOT NULL DEFAULT 0, decision INTEGER NOT NULL DEFAULT 0, UNIQUE (resource, kind, qualifier));
CREATE TABLE alarm_left (case_number TEXT NOT NULL, alarm INTEGER NOT NULL, PRIMARY KEY (case_number, alarm)) WITHOUT ROWID;
CREATE TABLE alarm_shelf (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE, shelf TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE alarm_work (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE, work TEXT NOT NULL);
CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, proxy TEXT NOT NULL, door TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL, result TEXT NOT NULL, chain BLOB NOT NULL);
INSERT INTO "audit" VALUES(1,1783584000000000,'vigie','','file','tree','4d34d1eb605023c59d37020ba47ff44d035dd0e91636cb4055c2f6a4b5422b75','revision taken',X'CE304833876D9F37B2FD6CEDD4ED5D6EB378AAA9B71C523319966EC424B4FACA');
INSERT INTO "audit" VALUES(2,1783584000000000,'vigie','','file','tree','ca955a0ec9483228fac47143706b9c4ef824dfc6576cd0fdfd359a9dbbaf7dc8','revision taken',X'4ED7E3E6EE255245BECCAB418335B40F769C667895F0166607A976676E588C82');
INSERT INTO "audit" VALUES(3,1783584000000000,'intake','','play','mail-in','2026-000001','triage',X'828A71DE53F0CB90003CB0D2EA5495F1A9C8EF375DD0EA6B4066255839C2FF4C');
INSERT INTO "audit" VALUES(4,1783584000000000,'intake','','play','mail-in','2026-000002','new',X'2D6D1CC4308B1E8D52A753AE5987128EFB1EEBE372990332630DF93EDD3EA563');
INSERT INTO "audit" VALUES(5,1783584000000000,'claire','','play','note','2026-000002','new',X'E56FAEF1FA7C51A8EC555746B3519B118DF32397BE31861DF1D2DD339CF34F60');
INSERT INTO "audit" VALUES(6,1783584000000000,'marc','','play','privacy-find','sender-1','',X'8B6BE10AC04A8EF134B79BEEDAF48BF682281DB097A0EBC1236C85FECF7DB095');
INSERT INTO "audit" VALUES(7,1783584000000000,'marc','','play','privacy-export','sender-1','',X'B619C8A338495CE7742CC00EBA03816E690434042EA91576440DB53A2E57D9D8');
INSERT INTO "audit" VALUES(8,1783584000000000,'marc','','play','hold','2026-000001','triage',X'307EEAC72CF70265A830E7F40AA053A6AF25C254FB3251DC660715BAB77CE318');
INSERT INTO "audit" VALUES(9,1783584000000000,'marc','','play','hold','2026-000001','triage',X'11AB1B1CDB3F1365C5B472C298F02982D23D8A3BC8E5165305129C76EE17D56F');
INSERT INTO "audit" VALUES(10,1783584000000000,'marc','','play','privacy-erase','sender-1','erased',X'46D5D6AC82BC616478E04867C6DFA7A3F5FCB285725301BADD1DA657A3BD2346');
INSERT INTO "audit" VALUES(11,1783584000000000,'marc','','play','privacy-export','sender-1','',X'4D31B21012D1A5531AAD3A1724D4D05F68CEDD72CB71824BB88BA546F5B92F8B');
INSERT INTO "audit" VALUES(12,1783584000000000,'marc','','play','privacy-erase','p-jeanne','erased',X'8700C19E56599E44A2B7B6D1E22147FE06B8CB8254172C3F1F69A53C9026543B');
INSERT INTO "audit" VALUES(13,1783584000000000,'marc','','play','privacy-register','','',X'3934017F70A973B420B0DBD3417C1657EAB9F11E849B951A155DF4F3BC5D1324');
CREATE TABLE audit_gap (first INTEGER NOT NULL, last INTEGER PRIMARY KEY, chain BLOB NOT NULL CHECK (length(chain) = 32), CHECK (first <= last));
CREATE TABLE beat (agent TEXT PRIMARY KEY, at INTEGER NOT NULL, offset_ms INTEGER NOT NULL, cycle_age_ms INTEGER NOT NULL, cycle_ms INTEGER NOT NULL, digest TEXT NOT NULL, agrees INTEGER NOT NULL, lost INTEGER NOT NULL, held INTEGER NOT NULL, interval_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE case_rekey (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, at INTEGER NOT NULL, subject TEXT NOT NULL, class TEXT NOT NULL, title TEXT NOT NULL, alarm INTEGER NOT NULL);
CREATE TABLE claim (contract TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE decision (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, alarm INTEGER NOT NULL, previous INTEGER NOT NULL, way INTEGER NOT NULL, flags INTEGER NOT NULL, action INTEGER NOT NULL, severity INTEGER NOT NULL, before INTEGER NOT NULL, began INTEGER NOT NULL, said INTEGER NOT NULL, case_number TEXT, until INTEGER NOT NULL, span INTEGER NOT NULL, n INTEGER NOT NULL, revision INTEGER NOT NULL, subject TEXT, rule TEXT, name TEXT, parent TEXT, contract TEXT, clause TEXT, reason TEXT, about TEXT);
CREATE TABLE device (name TEXT PRIMARY KEY, family TEXT NOT NULL, model TEXT NOT NULL, serial TEXT NOT NULL, software TEXT NOT NULL, hardware TEXT NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE device_address (device TEXT NOT NULL, address TEXT NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (address, device)) WITHOUT ROWID;
CREATE TABLE due (kind TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, object)) WITHOUT ROWID;
INSERT INTO "due" VALUES('warn','2026-000002/supplier-ticket',1783603800000000);
INSERT INTO "due" VALUES('sweep','',1783670400000000);
INSERT INTO "due" VALUES('silent','lyon-2',1846656000000000);
CREATE TABLE engine (engine BLOB PRIMARY KEY, boots INTEGER NOT NULL, time INTEGER NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE erased_person (ref TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "erased_person" VALUES('p-jeanne',1783584000000000);
CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1));
CREATE TABLE evidence (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL, sequence INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, received INTEGER NOT NULL, body BLOB NOT NULL, alarm INTEGER NOT NULL DEFAULT 0, case_number TEXT NOT NULL DEFAULT '');
CREATE TABLE family_case (case_number TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL, supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL, client TEXT NOT NULL, device TEXT NOT NULL, opened INTEGER NOT NULL, PRIMARY KEY (case_number, kind)) WITHOUT ROWID;
CREATE TABLE happening (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, case_number TEXT NOT NULL, resource TEXT NOT NULL, text TEXT NOT NULL);
INSERT INTO "happening" VALUES(1,1783584000000000,'tree-changed','','collector/noc','');
INSERT INTO "happening" VALUES(2,1783584000000000,'tree-changed','','collector/noc','');
INSERT INTO "happening" VALUES(3,1783584000000000,'target-started','2026-000001','','');
INSERT INTO "happening" VALUES(4,1783584000000000,'target-started','2026-000001','','');
INSERT INTO "happening" VALUES(5,1783584000000000,'case-opened','2026-000001','','');
INSERT INTO "happening" VALUES(6,1783584000000000,'target-started','2026-000002','','');
INSERT INTO "happening" VALUES(7,1783584000000000,'target-started','2026-000002','','');
INSERT INTO "happening" VALUES(8,1783584000000000,'case-opened','2026-000002','device/ne-7','');
INSERT INTO "happening" VALUES(9,1783584000000000,'case-changed','2026-000002','device/ne-7','');
INSERT INTO "happening" VALUES(10,1783584000000000,'case-changed','2026-000001','','');
INSERT INTO "happening" VALUES(11,1783584000000000,'case-changed','2026-000001','','');
INSERT INTO "happening" VALUES(12,1783585800000000,'target-warning','2026-000001','','triage: 50 % of the time has run at 2026-07-09T08:30:00Z');
INSERT INTO "happening" VALUES(13,1783586700000000,'target-warning','2026-000001','','triage: 75 % of the time has run at 2026-07-09T08:45:00Z');
INSERT INTO "happening" VALUES(14,1783587240000000,'target-warning','2026-000001','','triage: 90 % of the time has run at 2026-07-09T08:54:00Z');
INSERT INTO "happening" VALUES(15,1783587600000000,'target-breached','2026-000001','','triage breached at 2026-07-09T09:00:00Z; the ball was with the integrator');
INSERT INTO "happening" VALUES(16,1783591200000000,'target-warning','2026-000001','','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "happening" VALUES(17,1783591200000000,'target-warning','2026-000002','','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "happening" VALUES(18,1783594800000000,'target-warning','2026-000001','','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z');
INSERT INTO "happening" VALUES(19,1783594800000000,'target-warning','2026-000002','','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z');
INSERT INTO "happening" VALUES(20,1783596960000000,'target-warning','2026-000001','','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z');
INSERT INTO "happening" VALUES(21,1783596960000000,'target-warning','2026-000002','','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z');
INSERT INTO "happening" VALUES(22,1783598400000000,'target-breached','2026-000001','','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator');
INSERT INTO "happening" VALUES(23,1783598400000000,'target-breached','2026-000002','','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator');
CREATE TABLE hold (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES support_case, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL, released INTEGER NOT NULL DEFAULT 0);
INSERT INTO "hold" VALUES(1,'2026-000001',1783584000000000,'marc','a claim',1783584000000000);
CREATE TABLE idempotency (key TEXT PRIMARY KEY, who TEXT NOT NULL, what TEXT NOT NULL, case_number TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL REFERENCES support_case, happened INTEGER NOT NULL, recorded INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, side TEXT NOT NULL, ball TEXT NOT NULL, text_digest BLOB NOT NULL, chain BLOB NOT NULL);
INSERT INTO "journal" VALUES(1,'2026-000001',1783584000000000,1783584000000000,'mail-in','sender-1','client','integrator',X'3284C1955F2B450357BBA18899775824FB8D17FA95DDF8027081386FF8D2768E',X'F9A8C4B0B8E82BA989F7C73211EF260202103CC97E6BC07C49530DD1BB65B14C');
INSERT INTO "journal" VALUES(2,'2026-000002',1783584000000000,1783584000000000,'mail-in','p-jeanne','client','integrator',X'204FBC0012664854595B0416A72E468EAEEFF6A36E509DED030B0989F222FE32',X'CED0019CED9D88F42D170E7C2F5B46FEB65F2AF772D997F961E7B7E947286ABC');
INSERT INTO "journal" VALUES(3,'2026-000002',1783584000000000,1783584000000000,'note','claire','integrator','integrator',X'E5CDE54EFB758726F7899792FAB1D78E406FB824CF0035BD793614968F7357F3',X'3A70AA00E9B1AB1C53AB41D417C7C0921E2531B46C55FD9FA55660B798A93C53');
INSERT INTO "journal" VALUES(4,'2026-000001',1783584000000000,1783584000000000,'note','marc','integrator','integrator',X'D0601FC3868C5CADA79E477A6726CB30DD85A74F1E5C4B0DC18989C78326F340',X'62A54AA9882880184FF7E9149F4B324AA7FDFD9278076A92C54D07BB1114C8BD');
INSERT INTO "journal" VALUES(5,'2026-000001',1783584000000000,1783584000000000,'note','marc','integrator','integrator',X'AFBC8E2E9BA78962ECAD9B784FFC64EDE8014DB0B4F1AD16CF50F1A0AED26A82',X'F0AA5887C986180E2DD4A47B1ECFEFAEFCA6DDE6D10EE10CA22C55855DD90025');
INSERT INTO "journal" VALUES(6,'2026-000001',1783585800000000,1783585800000000,'target','vigie','integrator','integrator',X'FEBA56FCC08D97FDCFB10D4F8F71791F41E3E372D55F42808AD2E7B8FF19AF0E',X'22F62DC3D295F7EB20D55D4C010532A6AE5C2A8FDB05F318A9DD518F7DC0F02F');
INSERT INTO "journal" VALUES(7,'2026-000001',1783586700000000,1783586700000000,'target','vigie','integrator','integrator',X'C1C30D66B1D8FFD90A804D0627514815429BFF80306267D32989DE1CE2453591',X'74EC67CDA6A8B904FEBF5F2348C233056BF393D3211DEE7E2FD383E3CDA37EFC');
INSERT INTO "journal" VALUES(8,'2026-000001',1783587240000000,1783587240000000,'target','vigie','integrator','integrator',X'F412C8C6D766EA8F565A7D0DA5FB6DA43FE42C3EBE88C7BA47901F6B55E36646',X'3C31CF6A2225F53EAD8E308020B47B02DD69C54AE32AC950381762A60E545E92');
INSERT INTO "journal" VALUES(9,'2026-000001',1783587600000000,1783587600000000,'target','vigie','integrator','integrator',X'A3A3AA6C29EC00F3AB87CFE0BA29F30CD39B890B7A866D455D70CA3079C69714',X'065AA3108042342041622737B0D1A65C3EBC8020E25CD340EF62D40006879112');
INSERT INTO "journal" VALUES(10,'2026-000001',1783591200000000,1783591200000000,'target','vigie','integrator','integrator',X'1C11E69DAF461101525D70FB07A6BA17B330F9006DC93E25AB4580FBB8CEAF3D',X'44C0F491018F7C07EC2A167DD5817EFDBDEE1283F1AA863A4DD9DD29D26EDCAA');
INSERT INTO "journal" VALUES(11,'2026-000002',1783591200000000,1783591200000000,'target','vigie','integrator','integrator',X'7EDF128CDE6AFFC26FC793D9A4429EDAAEA1548786AA637C39977A812949A373',X'E4F225B0E609FE5F618373493D93603D05C10F321E32FBC4E8933EF73EE72E45');
INSERT INTO "journal" VALUES(12,'2026-000001',1783594800000000,1783594800000000,'target','vigie','integrator','integrator',X'0FDF0FA322EBC593179394F5710E8B7CDD37BD94004802C1210BB27839DD6A38',X'10B7472F269C41029DE0B42560FAE09BE1E2243AE69C5476227A0F5408BAB5B9');
INSERT INTO "journal" VALUES(13,'2026-000002',1783594800000000,1783594800000000,'target','vigie','integrator','integrator',X'DDDFCE31BD04ADBF695804D887043E4BD19ED371AEFA6360853718218974B608',X'D6D0E4E4A2F7D16D1C93EEF9FFC3ED3D2EF41A741B91B58D5C7639AC3A7AB7B0');
INSERT INTO "journal" VALUES(14,'2026-000001',1783596960000000,1783596960000000,'target','vigie','integrator','integrator',X'15A3FAC2B2ECA5A87B16D7D2A3A588F72A455AF4D1B9EBDF4D3D974D9DA22588',X'52CA446EA892575E3131DA64D8C130A2B0F98171F67F70839A3F819C910B7239');
INSERT INTO "journal" VALUES(15,'2026-000002',1783596960000000,1783596960000000,'target','vigie','integrator','integrator',X'2E2ECF1A9D81413835D35948F8BD7AD017DA608C2C87878E8DD185D7889FD996',X'78B23DD9792E0FF7AAB9FCBCCDA5CBEDC4EE9B84AEC8701F93EC79E1530E6A90');
INSERT INTO "journal" VALUES(16,'2026-000001',1783598400000000,1783598400000000,'target','vigie','integrator','integrator',X'2FDEE59E89B488652AF5FC350F8EAC642160AF88EAE725FCFE826C5BABE5BEA2',X'5206EAACA343D8478878BFC3049C9871E1C59C88E1450456FDD48EFA7D38A1F8');
INSERT INTO "journal" VALUES(17,'2026-000002',1783598400000000,1783598400000000,'target','vigie','integrator','integrator',X'108E7FE99E08D67FFEF0BBB237A53CD2DDACB57FD8AB0B748A051DEABF595771',X'5E6DF2E6CA8FF0EDC752BBD28E21125D216AFC2077A9F478D29F069968075B42');
CREATE TABLE journal_place (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES journal, case_number TEXT NOT NULL REFERENCES support_case);
CREATE TABLE journal_text (id INTEGER PRIMARY KEY REFERENCES journal, salt BLOB NOT NULL, text TEXT NOT NULL);
INSERT INTO "journal_text" VALUES(4,X'3CC632F671ED232EFDF7AF8C7369ECFD','on hold, nothing is erased: a claim');
INSERT INTO "journal_text" VALUES(5,X'065482C5F30664454BBEEC1F11AAFC76','on hold no more: settled');
INSERT INTO "journal_text" VALUES(6,X'E60DD0F816E5C6D7B6004B32B6748EDE','triage: 50 % of the time has run at 2026-07-09T08:30:00Z');
INSERT INTO "journal_text" VALUES(7,X'A299C0E9491067AEB99BE8EBC761A37F','triage: 75 % of the time has run at 2026-07-09T08:45:00Z');
INSERT INTO "journal_text" VALUES(8,X'8A53F0C6C55D9616AEB3B0C1CE32912B','triage: 90 % of the time has run at 2026-07-09T08:54:00Z');
INSERT INTO "journal_text" VALUES(9,X'EEE6F4FEB0D3FC701A1CBC2F535A33DA','triage breached at 2026-07-09T09:00:00Z; the ball was with the integrator');
INSERT INTO "journal_text" VALUES(10,X'AD152FD5543F7016CF21ADB18A079F17','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "journal_text" VALUES(11,X'2682C3F0E8FD4BA9ACC47C39A0C5355B','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z');
INSERT INTO "journal_text" VALUES(12,X'7887A0C4ABFDFDAA6389E707BFD8965C','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z');
INSERT INTO "journal_text" VALUES(13,X'C62F1CCA520D4DF4FBDAD7404729EAAE','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z');
INSERT INTO "journal_text" VALUES(14,X'047F5C2BF207B82298F1D72FCBBFCC2E','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z');
INSERT INTO "journal_text" VALUES(15,X'FF62BC5F14EF41E4BB888D90A2B948F3','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z');
INSERT INTO "journal_text" VALUES(16,X'F16D08F4352A0245ADB91E66CCA2761F','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator');
INSERT INTO "journal_text" VALUES(17,X'C5528AD5D5C6225574E19C6D1D35D9C6','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator');
CREATE TABLE kept_message (id INTEGER PRIMARY KEY);
CREATE TABLE ledger (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL, act INTEGER NOT NULL CHECK (act BETWEEN 1 AND 6), at INTEGER NOT NULL, recorded INTEGER NOT NULL, who TEXT NOT NULL, cause TEXT NOT NULL, variant INTEGER NOT NULL DEFAULT 0 CHECK (variant BETWEEN 0 AND 3), left_us INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL, due INTEGER NOT NULL DEFAULT 0, last_day INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (case_number, name, part) REFERENCES target);
INSERT INTO "ledger" VALUES(1,'2026-000001','triage','',1,1783584000000000,1783584000000000,'vigie','P6',0,0,2,0,0);
INSERT INTO "ledger" VALUES(2,'2026-000001','first-reply','',1,1783584000000000,1783584000000000,'vigie','P6',0,0,2,0,0);
INSERT INTO "ledger" VALUES(3,'2026-000002','supplier-ticket','',1,1783584000000000,1783584000000000,'vigie','P9',0,0,2,0,0);
INSERT INTO "ledger" VALUES(4,'2026-000002','first-reply','',1,1783584000000000,1783584000000000,'vigie','P6',0,0,2,0,0);
CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL, message_id TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL, automatic INTEGER NOT NULL, rung INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'filed'  CHECK (state IN ('filed','request','dismissed')), before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0, target TEXT NOT NULL DEFAULT '', opened INTEGER NOT NULL DEFAULT 0, body_digest BLOB NOT NULL);
INSERT INTO "mail" VALUES(1,'2026-000001',1783584000000000,1783584000000000,'','sender-1','client',0,8,'request','','triage',0,'first-reply',1,X'DEBE23ACBB49B84E73B809EAFF83B822C062DC8C73D55AAEF30CB8C715CCFA5D');
INSERT INTO "mail" VALUES(2,'2026-000002',1783584000000000,1783584000000000,'','p-jeanne','client',0,5,'request','','new',0,'first-reply',1,X'2AE32B235D0D914867F8C3316FAC97D5BBC47A078CCD364DF2C443135456BE39');
CREATE TABLE mail_text (id INTEGER PRIMARY KEY REFERENCES mail, salt BLOB NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE message (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, spool BLOB NOT NULL, sequence INTEGER NOT NULL, type INTEGER NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL, received INTEGER NOT NULL, state TEXT NOT NULL  CHECK (state IN ('stored','waiting','applied','unapplied','history')), alarm INTEGER, body BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('boots',1);
INSERT INTO "meta" VALUES('case-2026',2);
INSERT INTO "meta" VALUES('engine',X'ED7892E49048EA87');
INSERT INTO "meta" VALUES('messages-applied',0);
INSERT INTO "meta" VALUES('messages-counted',0);
INSERT INTO "meta" VALUES('personal',X'26818D63ABE606F37F2D8CDC89E1459FE4D0A4DF62E450FA20EE7CC156303B9C');
INSERT INTO "meta" VALUES('sweep-row',0);
INSERT INTO "meta" VALUES('sweep-step',0);
CREATE TABLE "outbox" (id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, case_number TEXT REFERENCES support_case, what TEXT NOT NULL, role TEXT NOT NULL  CHECK (role IN ('client','noc','supplier','triage','commercial','owner','duty','lead',  'manager','supplier-escalation')), state TEXT NOT NULL DEFAULT 'waiting'  CHECK (state IN ('waiting','taken','sent','failed')), transition TEXT NOT NULL, recipient TEXT NOT NULL, language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr','en')), template TEXT NOT NULL, message_id TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '', body_digest BLOB, attachment TEXT NOT NULL DEFAULT '');
INSERT INTO "outbox" VALUES(1,1783584000000000,'2026-000001','opened','triage','waiting','opened@mail-1','role:triage','fr','opened','',0,1783584000000000,'',X'15060ABB3CF40D93A1C814F1C357D418C2BDFF01543C2607CD8405E6B646FC95','');
INSERT INTO "outbox" VALUES(2,1783584000000000,'2026-000002','opened','noc','waiting','opened@mail-2','role:noc','fr','opened','',0,1783584000000000,'',X'69C7B4A8823D54866EBE66C4CA0357EDF5506C1A1B057815A6F01DFF0675A5DE','');
INSERT INTO "outbox" VALUES(3,1783584000000000,'2026-000002','receipt','client','waiting','receipt@mail-2','p-jeanne','fr','receipt','',0,1783584000000000,'',X'132A178F392C69249DD6774DC9A93DD97E46308E33F4B0F3FF27BB6630745780','');
INSERT INTO "outbox" VALUES(4,1783585800000000,'2026-000001','triage: 50 % of the time has run at 2026-07-09T08:30:00Z','triage','waiting','triage: 50 % of the time has run at 2026-07-09T08:30:00Z','role:triage','fr','target','',0,1783585800000000,'',NULL,'');
INSERT INTO "outbox" VALUES(5,1783586700000000,'2026-000001','triage: 75 % of the time has run at 2026-07-09T08:45:00Z','triage','waiting','triage: 75 % of the time has run at 2026-07-09T08:45:00Z','role:triage','fr','target','',0,1783586700000000,'',NULL,'');
INSERT INTO "outbox" VALUES(6,1783587240000000,'2026-000001','triage: 90 % of the time has run at 2026-07-09T08:54:00Z','triage','waiting','triage: 90 % of the time has run at 2026-07-09T08:54:00Z','role:triage','fr','target','',0,1783587240000000,'',NULL,'');
INSERT INTO "outbox" VALUES(7,1783587600000000,'2026-000001','triage breached at 2026-07-09T09:00:00Z; the ball was with the integrator','triage','waiting','triage breached at 2026-07-09T09:00:00Z; the ball was with the integrator','role:triage','fr','target','',0,1783587600000000,'',NULL,'');
INSERT INTO "outbox" VALUES(8,1783591200000000,'2026-000001','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z','triage','waiting','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z','role:triage','fr','target','',0,1783591200000000,'',NULL,'');
INSERT INTO "outbox" VALUES(9,1783591200000000,'2026-000002','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z','duty','waiting','first-reply: 50 % of the time has run at 2026-07-09T10:00:00Z','role:duty','fr','target','',0,1783591200000000,'',NULL,'');
INSERT INTO "outbox" VALUES(10,1783594800000000,'2026-000001','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z','triage','waiting','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z','role:triage','fr','target','',0,1783594800000000,'',NULL,'');
INSERT INTO "outbox" VALUES(11,1783594800000000,'2026-000002','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z','duty','waiting','first-reply: 75 % of the time has run at 2026-07-09T11:00:00Z','role:duty','fr','target','',0,1783594800000000,'',NULL,'');
INSERT INTO "outbox" VALUES(12,1783596960000000,'2026-000001','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','triage','waiting','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','role:triage','fr','target','',0,1783596960000000,'',NULL,'');
INSERT INTO "outbox" VALUES(13,1783596960000000,'2026-000002','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','duty','waiting','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','role:duty','fr','target','',0,1783596960000000,'',NULL,'');
INSERT INTO "outbox" VALUES(14,1783596960000000,'2026-000002','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','lead','waiting','first-reply: 90 % of the time has run at 2026-07-09T11:36:00Z','role:lead','fr','target','',0,1783596960000000,'',NULL,'');
INSERT INTO "outbox" VALUES(15,1783598400000000,'2026-000001','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator','triage','waiting','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator','role:triage','fr','target','',0,1783598400000000,'',NULL,'');
INSERT INTO "outbox" VALUES(16,1783598400000000,'2026-000002','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator','manager','waiting','first-reply breached at 2026-07-09T12:00:00Z; the ball was with the integrator','role:manager','fr','target','',0,1783598400000000,'',NULL,'');
CREATE TABLE "outbox_text" (id INTEGER PRIMARY KEY REFERENCES "outbox", salt BLOB NOT NULL, text TEXT NOT NULL);
INSERT INTO "outbox_text" VALUES(1,X'E4AC5A296B8E845AE52A1656BFA13B3A','');
INSERT INTO "outbox_text" VALUES(2,X'2BD84B06BE4AF0235CCEE892F501AC97','');
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL, client TEXT NOT NULL, seen INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0);
INSERT INTO "person" VALUES(1,'','',1783584000000000,1783584000000000);
CREATE TABLE problem (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('suggested','closed','forgotten')), supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL, kind TEXT NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE problem_case (problem TEXT NOT NULL REFERENCES problem, case_number TEXT NOT NULL REFERENCES support_case, client TEXT NOT NULL, device TEXT NOT NULL, linked INTEGER NOT NULL, PRIMARY KEY (problem, case_number)) WITHOUT ROWID;
CREATE TABLE proof (case_number TEXT NOT NULL REFERENCES support_case, number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 1000), name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('case','event','raw','samples','note')), source TEXT NOT NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL, size INTEGER NOT NULL, sha256 BLOB NOT NULL CHECK (length(sha256) = 32), chain BLOB NOT NULL CHECK (length(chain) = 32), PRIMARY KEY (case_number, number)) WITHOUT ROWID;
CREATE TABLE proof_body (case_number TEXT NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (case_number, number), FOREIGN KEY (case_number, number) REFERENCES proof);
CREATE TABLE raise (alarm INTEGER NOT NULL REFERENCES alarm, at INTEGER NOT NULL);
CREATE TABLE revision (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, door TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, taken TEXT NOT NULL DEFAULT '', who TEXT NOT NULL DEFAULT 'vigie', diff TEXT NOT NULL DEFAULT '');
INSERT INTO "revision" VALUES(1,'4d34d1eb605023c59d37020ba47ff44d035dd0e91636cb4055c2f6a4b5422b75','file',1783584000000000,'{
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
INSERT INTO "revision" VALUES(2,'ca955a0ec9483228fac47143706b9c4ef824dfc6576cd0fdfd359a9dbbaf7dc8','file',1783584000000000,'{
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
    "name": "veiled:1b6eb543b85ec37da70ed4af7059722da7da2f84265390d231ef64f50e1baaca",
    "mail": "veiled:b3635f317b145333e5b6d0cea353a08a7c4e4855a1e46cdfd1071d9919aa9af0",
    "telephone": "veiled:86a53ec707ef982fed723745dc0835c0cae72e315306952d219ca8df04e93535"
   },
   {
    "id": "p-paul",
    "name": "veiled:9e6b9e8690bc86e7c81e416529528ffceee7e13e1a77b7302e1a24adce40397b",
    "mail": "veiled:354a8f15db7b41d7cd43d511f816f8d47f11098a9d49fe6084293f759644acc5"
   }
  ]
 }
}','1bf0c931bb0e2ac48cf12986ad8a7e176b1b61fd10e3fe7d469d1f79a1df5a06','vigie','');
CREATE TABLE revision_text (revision INTEGER NOT NULL REFERENCES revision, mark TEXT NOT NULL, person TEXT NOT NULL, leaf TEXT NOT NULL, salt BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (revision, mark)) WITHOUT ROWID;
INSERT INTO "revision_text" VALUES(2,'veiled:1b6eb543b85ec37da70ed4af7059722da7da2f84265390d231ef64f50e1baaca','p-jeanne','name',X'00B8CF7C58230BAB3861719102BB2454','Jeanne Martin');
INSERT INTO "revision_text" VALUES(2,'veiled:354a8f15db7b41d7cd43d511f816f8d47f11098a9d49fe6084293f759644acc5','p-paul','mail',X'5386BD67AE561FC16E5B1BEC75BC2C9F','paul@hopital-b.example');
INSERT INTO "revision_text" VALUES(2,'veiled:86a53ec707ef982fed723745dc0835c0cae72e315306952d219ca8df04e93535','p-jeanne','telephone',X'B03E3C04EAAC0E38E74F3F4EB5DBA026','+33 4 72 00 11 22');
INSERT INTO "revision_text" VALUES(2,'veiled:9e6b9e8690bc86e7c81e416529528ffceee7e13e1a77b7302e1a24adce40397b','p-paul','name',X'80332507D451C74E9A51B80B7E5C62F4','Paul Durand');
INSERT INTO "revision_text" VALUES(2,'veiled:b3635f317b145333e5b6d0cea353a08a7c4e4855a1e46cdfd1071d9919aa9af0','p-jeanne','mail',X'39CC1BC7A64F3EDCCA46E3BC7FAA3C06','jeanne@clinique-a.example');
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
CREATE TABLE support_case (number TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('triage','quarantine','observed','new','in-hand','waiting-client','with-supplier','in-return','resolved','closed','merged','void')), before TEXT NOT NULL, fault TEXT NOT NULL CHECK (fault IN ('none','standing','cleared','not-known','flapping')), title TEXT NOT NULL, subject TEXT NOT NULL, class TEXT NOT NULL, severity INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '', ball TEXT NOT NULL CHECK (ball IN ('client','integrator','supplier','carrier')), client TEXT NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, supplier TEXT NOT NULL, contract TEXT NOT NULL, mode TEXT NOT NULL, entitlement TEXT NOT NULL, entitlement_text TEXT NOT NULL, revision INTEGER NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, cause TEXT NOT NULL DEFAULT '', cure TEXT NOT NULL DEFAULT '', rung INTEGER NOT NULL, worse INTEGER NOT NULL DEFAULT 0, calm INTEGER NOT NULL DEFAULT 0, next_due INTEGER NOT NULL DEFAULT 9223372036854775807, ease INTEGER NOT NULL DEFAULT 0, opened_for TEXT NOT NULL DEFAULT '' CHECK (opened_for IN ('','malfunction','question','service','software','commercial')), level INTEGER NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 3), request TEXT NOT NULL DEFAULT 'malfunction', solved INTEGER NOT NULL DEFAULT 0, rule TEXT NOT NULL DEFAULT '', priority INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5), queue TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
INSERT INTO "support_case" VALUES('2026-000001','triage','triage','none','request by mail','','',0,'','integrator','','','','','','none','unknown-device','P6: the sender is not known',2,1783584000000000,1783584000000000,0,'','',0,0,3,1783587600000000,0,'',1,'malfunction',0,'',3,'');
INSERT INTO "support_case" VALUES('2026-000002','new','new','none','request by mail','device/ne-7','',0,'','integrator','clinique-a','lyon-2','ne-7','allot','c-2026-7','delegated','in-force','P2: contract c-2026-7, delegated: the integrator does everything',2,1783584000000000,1783584000000000,0,'','',0,0,3,1783598400000000,0,'',1,'malfunction',0,'',3,'');
CREATE TABLE sweeping (one INTEGER PRIMARY KEY CHECK (one = 1), until INTEGER NOT NULL);
CREATE TABLE swept_case (number TEXT PRIMARY KEY REFERENCES support_case, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE target (case_number TEXT NOT NULL REFERENCES support_case, name TEXT NOT NULL, part TEXT NOT NULL, warned INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (case_number, name, part)) WITHOUT ROWID;
INSERT INTO "target" VALUES('2026-000001','first-reply','',4);
INSERT INTO "target" VALUES('2026-000001','triage','',4);
INSERT INTO "target" VALUES('2026-000002','first-reply','',4);
INSERT INTO "target" VALUES('2026-000002','supplier-ticket','',0);
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
CREATE INDEX ledger_target ON ledger (case_number, name, part, id);
CREATE INDEX journal_case ON journal (case_number, id);
CREATE INDEX due_at ON due (at);
CREATE INDEX evidence_of ON evidence (agent, spool, sequence);
CREATE INDEX evidence_alarm ON evidence (alarm) WHERE case_number = '';
CREATE INDEX evidence_case ON evidence (case_number) WHERE case_number <> '';
CREATE UNIQUE INDEX case_one_open ON support_case (subject, class) WHERE state NOT IN ('closed','merged','void') AND class <> '';
CREATE UNIQUE INDEX case_one_request ON support_case (subject, opened_for) WHERE state NOT IN ('closed','merged','void') AND opened_for <> '' AND subject <> '';
CREATE UNIQUE INDEX tie_once ON tie (case_number, other, kind) WHERE undone = 0;
CREATE INDEX journal_place_entry ON journal_place (entry, id);
CREATE INDEX journal_place_case ON journal_place (case_number);
CREATE UNIQUE INDEX rma_one_open ON rma (device, resource) WHERE state IN ('suggested','half-confirmed','confirmed','numbered','shipped','delivered');
CREATE INDEX rma_case ON rma (case_number);
CREATE UNIQUE INDEX rma_key_held ON rma_key (rma, side) WHERE taken = 0;
CREATE UNIQUE INDEX rma_number_in_force ON rma_number (rma) WHERE state = 'in-force';
CREATE UNIQUE INDEX rma_unit_faulty ON rma_unit (rma) WHERE role = 'faulty';
CREATE INDEX rma_step_of ON rma_step (rma, id);
CREATE INDEX work_order_case ON work_order (case_number);
CREATE INDEX work_order_list ON work_order (opened, number);
CREATE INDEX visit_case ON visit (case_number);
CREATE INDEX visit_list ON visit (planned_for, number);
CREATE INDEX visit_rma ON visit (rma) WHERE rma IS NOT NULL;
CREATE INDEX visit_order ON visit (work_order) WHERE work_order IS NOT NULL;
CREATE INDEX mail_message ON mail (message_id) WHERE message_id <> '';
CREATE INDEX mail_case ON mail (case_number, id);
CREATE UNIQUE INDEX person_mail ON person (mail) WHERE mail <> '';
CREATE UNIQUE INDEX hold_once ON hold (case_number) WHERE released = 0;
CREATE INDEX mail_person ON mail (person);
CREATE UNIQUE INDEX proof_source ON proof (case_number, kind, source);
CREATE INDEX unit_check_of ON unit_check (resource, happened);
CREATE INDEX unit_place_of ON unit_place (device, part, since);
CREATE UNIQUE INDEX unit_place_one ON unit_place (device, part) WHERE gone = 0;
CREATE INDEX revision_text_person ON revision_text (person) WHERE person <> '';
CREATE INDEX audit_at ON audit (at);
CREATE INDEX case_over ON support_case (state, changed);
CREATE INDEX mail_loose ON mail (recorded) WHERE case_number = '';
CREATE INDEX target_faulty ON target (case_number) WHERE name = 'faulty-back';
CREATE INDEX case_contract ON support_case (contract, opened);
CREATE INDEX case_queue ON support_case (calm, next_due, ease, number, owner, client, state) WHERE state NOT IN ('closed','merged','void');
CREATE INDEX case_queue_owner ON support_case (owner, calm, next_due, ease, number, client, state) WHERE state NOT IN ('closed','merged','void');
CREATE INDEX case_queue_client ON support_case (client, calm, next_due, ease, number, owner, state) WHERE state NOT IN ('closed','merged','void');
CREATE INDEX target_waits ON target (case_number) WHERE name IN ('faulty-back','entitlement');
CREATE INDEX case_open ON support_case (number) WHERE state NOT IN ('closed','merged','void');
CREATE INDEX case_client ON support_case (client, number);
CREATE INDEX case_owner ON support_case (owner, number);
CREATE INDEX case_client_open ON support_case (client, opened) WHERE state NOT IN ('closed','merged','void');
CREATE INDEX alarm_device ON alarm (device, cleared, changed);
CREATE INDEX alarm_list ON alarm (cleared, changed);
CREATE INDEX rma_list ON rma (opened, number);
CREATE INDEX rma_list_open ON rma (opened, number) WHERE state NOT IN ('closed','rejected','cancelled');
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
CREATE INDEX unknown_last ON unknown (last, id);
CREATE INDEX message_state ON message (state) WHERE state <> 'applied';
CREATE INDEX device_address_of ON device_address (device);
CREATE INDEX engine_heard ON engine (heard);
CREATE INDEX case_queue_named ON support_case (queue, calm, next_due, ease, number, owner, client, state) WHERE state NOT IN ('closed','merged','void') AND queue <> '';
CREATE INDEX alarm_shelf_name ON alarm_shelf (shelf);
CREATE UNIQUE INDEX outbox_once ON outbox (case_number, transition, recipient);
CREATE UNIQUE INDEX outbox_once_alone ON outbox (transition, recipient) WHERE case_number IS NULL;
CREATE INDEX outbox_next ON outbox (next_try) WHERE state IN ('waiting','taken');
CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id <> '';
CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent';
CREATE INDEX alarm_left_alarm ON alarm_left (alarm);
CREATE INDEX family_key ON family_case (supplier, model, software, kind, opened);
CREATE INDEX family_opened ON family_case (opened);
CREATE UNIQUE INDEX problem_one_open ON problem (supplier, model, software, kind) WHERE state = 'suggested';
CREATE INDEX problem_closed ON problem (supplier, model, software, kind, closed) WHERE state <> 'suggested';
CREATE INDEX problem_list_open ON problem (number) WHERE state = 'suggested';
CREATE INDEX problem_of_case ON problem_case (case_number, linked);
CREATE INDEX case_rekey_of ON case_rekey (case_number);
CREATE INDEX tie_between ON tie (case_number, other);
CREATE UNIQUE INDEX together_alarm ON together (alarm);
CREATE TRIGGER case_number_stays BEFORE DELETE ON support_case BEGIN SELECT RAISE(ABORT, 'a case is never deleted'); END;
CREATE TRIGGER ledger_is_kept BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER tie_is_kept BEFORE DELETE ON tie BEGIN SELECT RAISE(ABORT, 'a tie is undone, never deleted'); END;
CREATE TRIGGER journal_place_stays BEFORE UPDATE ON journal_place BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;
CREATE TRIGGER journal_place_is_kept BEFORE DELETE ON journal_place BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;
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
CREATE TRIGGER work_order_is_kept BEFORE DELETE ON work_order BEGIN SELECT RAISE(ABORT, 'P16: an order is never deleted'); END;
CREATE TRIGGER work_order_begins BEFORE INSERT ON work_order WHEN NEW.state <> 'asked' BEGIN SELECT RAISE(ABORT, 'P16: an order begins as asked'); END;
CREATE TRIGGER work_order_rungs BEFORE UPDATE OF state ON work_order WHEN NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM work_order_move  WHERE old = OLD.state AND new = NEW.state) BEGIN SELECT RAISE(ABORT, 'P16: no rung is skipped'); END;
CREATE TRIGGER visit_is_kept BEFORE DELETE ON visit BEGIN SELECT RAISE(ABORT, 'P16: a visit is never deleted'); END;
CREATE TRIGGER mail_is_kept BEFORE DELETE ON mail BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END;
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
CREATE TRIGGER proof_stays BEFORE UPDATE ON proof BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER proof_is_kept BEFORE DELETE ON proof BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER proof_body_stays BEFORE UPDATE ON proof_body BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER unit_check_stays BEFORE UPDATE ON unit_check WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.id, NEW.case_number, NEW.resource, NEW.rule, NEW.result, NEW.who, NEW.happened, NEW.recorded) IS NOT (OLD.id, OLD.case_number, OLD.resource, OLD.rule, OLD.result, OLD.who, OLD.happened, OLD.recorded) BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;
CREATE TRIGGER unit_check_is_kept BEFORE DELETE ON unit_check BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;
CREATE TRIGGER revision_stays BEFORE UPDATE OF id, sha256, door, at, content, who, diff ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;
CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'a revision stays as it was'); END;
CREATE TRIGGER revision_text_stays BEFORE UPDATE ON revision_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches revision_text'); END;
CREATE TRIGGER revision_text_is_kept BEFORE DELETE ON revision_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches revision_text'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM sweeping s, audit_gap g WHERE OLD.at < s.until AND OLD.id BETWEEN g.first AND g.last AND (OLD.id < g.last OR OLD.chain = g.chain)) BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_gap_INSERT BEFORE INSERT ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE TRIGGER audit_gap_UPDATE BEFORE UPDATE ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE TRIGGER audit_gap_DELETE BEFORE DELETE ON audit_gap WHEN NOT EXISTS (SELECT 1 FROM sweeping) BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;
CREATE TRIGGER case_is_solved AFTER UPDATE OF state ON support_case WHEN NEW.state IN ('resolved','closed') AND OLD.state NOT IN ('resolved','closed') BEGIN UPDATE support_case SET solved = NEW.changed WHERE number = NEW.number; END;
CREATE TRIGGER case_is_unsolved AFTER UPDATE OF state ON support_case WHEN OLD.state IN ('resolved','closed') AND NEW.state NOT IN ('resolved','closed') BEGIN UPDATE support_case SET solved = 0 WHERE number = NEW.number; END;
CREATE TRIGGER storm_count_new AFTER INSERT ON storm_count BEGIN UPDATE storm_name SET count = count + NEW.count WHERE id = NEW.name; END;
CREATE TRIGGER storm_count_more AFTER UPDATE OF count ON storm_count BEGIN UPDATE storm_name SET count = count + NEW.count - OLD.count WHERE id = NEW.name; END;
CREATE TRIGGER case_ranks_new AFTER INSERT ON support_case BEGIN UPDATE support_case SET calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity WHERE number = NEW.number; END;
CREATE TRIGGER case_ranks AFTER UPDATE OF worse, owner, severity, priority ON support_case BEGIN UPDATE support_case SET calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity WHERE number = NEW.number; END;
CREATE TRIGGER outbox_text_stays BEFORE UPDATE ON outbox_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_text'); END;
CREATE TRIGGER outbox_text_is_kept BEFORE DELETE ON outbox_text WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, 'only an erasure touches outbox_text'); END;
CREATE TRIGGER alarm_leaves AFTER UPDATE OF case_number ON alarm WHEN OLD.case_number <> '' AND OLD.case_number <> coalesce(NEW.case_number, '') BEGIN INSERT OR IGNORE INTO alarm_left (case_number, alarm) VALUES (OLD.case_number, OLD.id); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('unknown',0);
INSERT INTO "sqlite_sequence" VALUES('outbox',16);
INSERT INTO "sqlite_sequence" VALUES('revision',2);
INSERT INTO "sqlite_sequence" VALUES('audit',13);
INSERT INTO "sqlite_sequence" VALUES('happening',23);
INSERT INTO "sqlite_sequence" VALUES('person',1);
INSERT INTO "sqlite_sequence" VALUES('mail',2);
INSERT INTO "sqlite_sequence" VALUES('journal',17);
COMMIT;