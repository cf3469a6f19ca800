"""Special categories, criminal-offence data and the practice labels, from the words of a name."""

from __future__ import annotations

from collections.abc import Collection

from honour.discovery.phrases import Phrases
from honour.kernel.holding import Label

L = Label

_PHRASES: tuple[tuple[Label, str], ...] = (
    (
        L.HEALTH,
        """
        medic* !centre; health* !safety !check; healthcare; allerg*; medication; medicine; diagnos*; disab* !account
        !disable; impair*; vaccin*; immunis*; immuniz*; doctor; surgery; gp !weighted !unweighted !scale !grade !gpa
        !cal !point !reporting !credit !average; nhs; asthma*; epipen; inhaler; injur*; accident; sick; sickness;
        illness; =ill; therap*; physician; treatment; treated; symptom; hospital*; nurse; aid first !qualif* !expiry
        !expire* !trained !training !course !certificate !level; firstaid; physio*; clinic*; dose; dosage; epilep*;
        diabet*; dietary; diet; intolerance; mental; pregnan*; maternity; fit note; fitnote; wellbeing; =salt; salt
        therapist; salt referral; salt report; salt support; toilet*; continence; =blood; blood group; blood type;
        blood pressure; blood sugar; eyesight; =glasses; glasses wears; hearing !date !court !panel !time !outcome
        !officer !appeal; hearing aid; hearing impair*; hearing loss; hearing test; =vision; vision impair*; vision
        correct*; vision test; =mobility; mobility aid; mobility impair*; mobility need; wheelchair; surgical; psych*;
        counsel*; camhs; cahms; autis*; adhd; asd; dyslex*; dysprax*; bmi; =height; height cm; height body; =weight;
        weight kg !package !parcel !product; weight body; birth weight; =temperature; temperature body; covid*;
        quarantine; isolation !sanction !behaviour; pcr; lateral; epidemic; prescri*; pharmac*; =drug; drug allergy;
        drug name; dental; dentist; optician; occupational health; oh referral; oh report; oh appointment; absence
        illness; absence reason staff; absence type staff; absence type leave; absence reason leave; absence reason
        teacher; absence type teacher; absence reason employee; absence type employee; condition medical; condition
        health; condition long; bodymap; bruise; wound; concussion; bump; ambulance; hygiene care; care intimate; care
        plan health; ihp; ihcp; anaphyla*; paramedic; triage; patient; hospital ward; sickpay; ssp; smp; menstru*;
        krank*; behinder*; medikament*; arzt; impfung; sante; salud; discapacid*; handicap*; deaf*; blind !copy
        !mark*; sensory; prosthe*; seizure; epi pen; reasonable adjustment; adjustment access; adrenaline;
        antihistamine; headlice; organ donor; fracture; vaccine; tetanus; eating disorder; hospice; terminal; bereav*
        counsel*; fitness work; return work interview; return work meeting; rtw; bradford; occ health; height weight;
        ncmp; body part; smoker; smoking; mood; care plan; individual healthcare; absence note staff; absence comment
        staff; absence note employee; absence comment employee; absence note teacher; absence comment teacher;
        screening health; screening hearing; screening vision
        """,
    ),
    (
        L.ETHNICITY,
        """
        ethnic*; =race !number !result !time; race ethnic*; race code student; race origin; racial !incident;
        traveller !agent !trip !booking !cheque; refugee; asylum; gypsy; grt; national identity !card !number
        !document; eth origin; ethnie; roma; eth code; eth; =tribe; caste; origin national; herkunft; skin colour;
        =skin; skin condition; tribal; ethnizitaet
        """,
    ),
    (
        L.RELIGION,
        """
        religi*; withdraw* re; withdraw* rs; faith; belief; worship; church; baptis*; baptism; denomination !coin
        !currency !note !cash; =parish; parish priest; home parish; sacrament*; communion; confirmation religious;
        konfession; mosque; synagogue; diocese !school; =prayer; prayer room needs; halal; kosher; rlgn; collective
        worship; philosoph*; creed; bekenntnis; glaube; ramadan; confirmed church
        """,
    ),
    (
        L.SEXUALITY,
        """
        sexual !abuse !misconduct !harassment; sexuality; orientation sexual; =orientation; lgbt*; transgender; trans
        gender; gender identity; gender reassign*; sex life; sexorient*; sexualorient*; =gay; sexuell*
        """,
    ),
    (
        L.POLITICS,
        """
        political; politics; party political; party member*; party voting; vote intention; politi*
        """,
    ),
    (
        L.UNION,
        """
        =union; union member*; union subscri*; union rep; union deduction; union trade; nasuwt; unison; tradeunion;
        gewerkschaft; syndicat
        """,
    ),
    (
        L.BIOMETRIC,
        """
        biometr*; face vector; face descriptor; face encod*; face embed*; face print; fingerprint !browser !device
        !key !ssh !certificate !cert; faceprint; thumbprint !cert* !ssl; face template; finger template; iris scan;
        facial; finger scan; finger data; voiceprint; palm; retina; finger vein; face identifier; finger identifier
        """,
    ),
    (
        L.GENETIC,
        """
        genet*; dna; genom*; sickle cell; chromosom*; hereditary
        """,
    ),
    (
        L.CRIMINAL,
        """
        criminal; convict*; offence; offens* !offensive; dbs; =caution; police caution; caution record; barred
        !list_type; crb; offender; disqualif*; prosecut*; arrest; probation !period !end !date !review !employment;
        prison; yot; youth justice; list99; list 99; rehabilitation offender; rehab offender; prohibition teach*;
        prohibit* teach*; prohibition check; prohibition order; overseas check; check safeguarding; disqual
        association; isa check; vetting; disclosure enhanced; disclosure number; disclosure result; disclosure status;
        disclosure certificate; disclosure outcome; disclosure dbs; disclosure criminal; prison sentence; custodial
        sentence; section 128; yoi; tagged electronic; incarcerat*; vorstrafe*; s128
        """,
    ),
    (
        L.POLICE,
        """
        police; crime; encompass; prevent referral; channel referral; prevent radical*; radicali*; knife; weapon;
        =gang; gang affiliat*; county line; exploitation; cse; cce !language; operation encompass
        """,
    ),
    (
        L.SAFEGUARDING,
        """
        safeguard*; protection !data !password !write !copy !sheet !gdpr !act; cp; cin; concern !grade !attainment
        !effort; abuse; neglect; lac; looked after; mash; chronology; fgm; domestic violence; domestic abuse; cla;
        =harm; harm risk; harm self; cpoms; pep; dsl; child need; in care; foster*; cpp; cpr register; cp plan; early
        help; lado; radicalis*; vulnerab*; at risk child; selfharm; self harm; suicid*; bullying; bullied; bully;
        missing child; private fostering; young carer; carer young; adopt* !date_of_policy !policy; adoption; special
        guardianship; sgo; disclosure child; =welfare; care status; plac; previously looked; caf; tac; taf; team
        around; team child family; encompass; cse; cce !language; exploitation; missing episode; prevent referral;
        channel referral; welfare concern !grade !attainment !effort; welfare note; child welfare; nspcc; allegation
        child; allegation lado; cme; child missing; toxic trio; strategy meeting; section 47; section 17; s47; s17;
        icpc; counsel* !careers; wellbeing session; wellbeing note; care order; care leaver; carer status;
        alert filter*; alert web; alert monitor*; alert keyword
        """,
    ),
    (
        L.SEN,
        """
        sen !password; send !sent !email !date !message !sms !notification !mail !reminder !copy !alert !at !status;
        iep; special need; educational special; provision map; learning difficulty; senco; sendco; senprov*; senst*;
        sentype; senneed; aln; idp; additional need; individual need; primary need; slcn; semh; mld; sld; pmld; spld;
        ilp; extra time; top up funding; topup funding; resourced provision; educational psycholog*; education
        psycholog*; speech therap*; speech language; need additional; learning support; lsp; pupil passport; one page
        profile; edukey; sen support; special education; access arrangement; exam access; concession exam; exam
        arrangement; exam special; dla; high need; needs type; need type; senstat*; =inclusion; inclusion support;
        inclusion need
        """,
    ),
    (
        L.EHCP,
        """
        ehcp; ehc; echp; ehca; education health care; ehna; statement sen; statemented
        """,
    ),
    (
        L.SOCIAL_WORK,
        """
        social worker; social care; cin; social service; care authority; cla; lac; looked after; virtual school;
        socialworker; children service; legal status care; placement care; placement foster
        """,
    ),
    (
        L.COURT,
        """
        =court; court order; court report; court case; court hearing; family court; court proceeding*; court
        restriction; court date; custody; injunction; restraining; prohibited; non molestation; residence order;
        parental order; child arrangement; ward court; cafcass; legal note; legal restriction; legal order; access
        restricted contact
        """,
    ),
    (
        L.LEGAL_ADVICE,
        """
        legal advice; solicitor; privilege !user !admin !role !level; litigation; lawyer
        """,
    ),
    (
        L.REFERENCE,
        """
        reference confidential; reference employment; referee !match !game !sport; reference job; reference personal;
        reference request
        """,
    ),
    (
        L.EXAM,
        """
        exam !board !room !season !series !centre; script exam
        """,
    ),
)
_LABELS = Phrases(_PHRASES)


def labels_of_words(words: Collection[str]) -> frozenset[Label]:
    """Categories the words of a name stand for. Names only; code sets are `codesets`' work."""
    return _LABELS.of(words)
