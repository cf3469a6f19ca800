"""The tables a school system may have, in concepts: what they hold and whom their rows point at.

One table is one block: `name module count: words` and its columns. Counts: `=pupil` one row each of that kind of
human, `3*pupil` so many per head with a long tail, `40` that many, `2^parent` so many a parent row, `v5` a share of the
rows that fill the system up, `0` an empty table. Columns, split by `;`:

    concept                a column of concepts.py          concept ?0.2        a fifth empty
    @hub role              a pointer to a person            @pupil !0.05        a twentieth point nowhere
    @staff written         by whom; the style says whether that is an account, a staff row, a code or a login
    [@pupil about          ids in one column                {@pupil about       an id inside JSON
    #ethnicity             a code of a set; the style says id, code or text
    >table                 a join to a thing that describes the row     >>table     to a group or place
    ^table                 to the row this row is a detail of           ^^table     to an event this row says who took part in
    *(pupil,staff) about   a pair of discriminator and id   &table              several columns that point together
    =words|words           after any of these: what it may be called
    +meta                  the style's own columns on every row
"""

from __future__ import annotations

SEPARATE = """
pupil stu =pupil: {pupil}|{pupil} record|{pupil} details
id; upn ?0.02; former_upn ?0.9; uln ?0.6; admno; surname; forename; middle ?0.5; known; sex; born; #ethnicity ?0.03; #language; #religion ?0.2; nationality ?0.3; fsm; premium; in_care; #sen; #need ?0.7; joined; left; >>year_group; >>house_group ?0.1; >>form; @staff assigned =tutor|form tutor|head of year ?0.2; email ?0.5; login ?0.3; photo ?0.4; unused; +meta
contact con =contact: {contact}|{contact} details|pupil {contact}
id; title; forename; surname; sex ?0.1; email ?0.25; phone ?0.05; home_phone ?0.4; work_phone ?0.7; street; town; postcode; job ?0.9; company ?0.8; ni ?0.85; +meta
staff hr =staff: {staff}|{staff} member|{staff} details
id; staff_code; title; forename; surname; sex; born; ni; trn ?0.4; payroll; email; phone ?0.2; street; town; postcode; #ethnicity ?0.2; #religion ?0.6; #union ?0.5; orientation ?0.7; disability ?0.6; #job; contract_type; joined; left; salary ?0.1; bank_account; sort_code; vehicle ?0.5; unused; +meta
governor gov =governor: governor|governor details|board member
id; title; forename; surname; email; phone; street; postcode; gov_type; from_date; to_date; interest; politics ?0.6; dbs ?0.2; +meta
visitor vis =visitor: visitor|visitor details|signed in visitor
id; full_name; company; vehicle ?0.6; photo ?0.3; phone ?0.5; +meta
applicant adm =applicant: applicant|application|enquiry
id; forename; surname; sex; born; upn ?0.7; street; postcode; year_text =year applied for|intake year; previous_school; email; phone; state; narr ?0.6; +meta
alumnus alu =alumnus: alumni|old {pupil}|former {pupil}
id; forename; surname; born; left; destination; email ?0.3; street ?0.3; postcode ?0.3; consent =contact consent; +meta
professional med =professional: professional|agency worker|health contact
id; title; forename; surname; job =role|profession; company =practice|agency; phone; email ?0.3; +meta
account sys =staff: {account}|{account} details
id; login; password; email ?0.3; person_type; last_login ?0.3; active; ip ?0.6; *(staff,pupil,contact) about; +meta
"""

ONE = """
person per =pupil+contact+staff+governor+professional: {person}|{person} record|{person} details
id; guid; title ?0.3; surname; forename; middle ?0.6; known ?0.3; sex; born ?0.4; #ethnicity ?0.4; #language ?0.4; #religion ?0.5; nationality ?0.5; email ?0.3; phone ?0.3; street; town; postcode; photo ?0.6; +meta
pupil stu =pupil: {pupil}|{pupil} role|{pupil} details
id; @person; upn ?0.02; uln ?0.6; admno; fsm; premium; in_care; #sen; #need ?0.7; joined; left; >>year_group; >>house_group ?0.1; >>form; @staff assigned =tutor|form tutor|head of year ?0.2; unused; +meta
contact con =contact: {contact}|{contact} details|pupil {contact}
id; @person; work_phone ?0.6; company ?0.8; ni ?0.85; salut ?0.5; +meta
staff hr =staff: {staff}|{staff} member|{staff} details
id; @person; staff_code; ni; trn ?0.4; payroll; #union ?0.5; orientation ?0.7; disability ?0.6; #job; contract_type; joined; left; salary ?0.1; bank_account; sort_code; vehicle ?0.5; +meta
governor gov =governor: governor|governor role|board member
id; @person; gov_type; from_date; to_date; interest; politics ?0.6; dbs ?0.2; +meta
professional med =professional: professional|agency worker|health contact
id; @person; job =role|profession; company =practice|agency; +meta
visitor vis =visitor: visitor|visitor details|signed in visitor
id; full_name; company; vehicle ?0.6; photo ?0.3; phone ?0.5; +meta
applicant adm =applicant: applicant|application|enquiry
id; forename; surname; sex; born; upn ?0.7; street; postcode; year_text =year applied for|intake year; previous_school; email; phone; state; narr ?0.6; +meta
alumnus alu =alumnus: alumni|old {pupil}|former {pupil}
id; forename; surname; born; left; destination; email ?0.3; street ?0.3; postcode ?0.3; consent =contact consent; +meta
account sys =staff: {account}|{account} details
id; @person; login; password; person_type; last_login ?0.3; active; ip ?0.6; +meta
"""

USERS = """
person per =pupil+contact+staff+governor+professional: {account}|{account}s
id; login; password; #user_role; title ?0.3; surname; forename; known ?0.5; sex ?0.2; born ?0.4; email ?0.2; phone ?0.4; street ?0.3; town ?0.3; postcode ?0.3; upn ?0.6; admno ?0.6; staff_code ?0.9; #ethnicity ?0.5; #language ?0.5; #religion ?0.6; nationality ?0.6; photo ?0.5; last_login ?0.3; ip ?0.6; job ?0.8; joined ?0.5; left; active; unused; +meta
visitor vis =visitor: visitor|visitor details|guest
id; full_name; company; vehicle ?0.6; photo ?0.3; phone ?0.5; +meta
applicant adm =applicant: applicant|application form|enquiry
id; forename; surname; sex; born; upn ?0.7; street; postcode; year_text =year applied for|intake year; previous_school; email; phone; state; narr ?0.6; +meta
alumnus alu =alumnus: alumni|old {pupil}|former {pupil}
id; forename; surname; born; left; destination; email ?0.3; street ?0.3; postcode ?0.3; consent =contact consent; +meta
"""

COMMON = """
year_group cur 14: year group|year|grade level
id; year_label; code; order; @staff assigned =head of year|year leader ?0.2
house_group cur 6: house|house group|college
id; house_label; colour; @staff assigned =head of house|house leader ?0.2
form cur 16: form|tutor group|registration group|form class
id; group_name; >year_group; >room ?0.2; @staff assigned =tutor|form teacher|class teacher; acad_year
room sys 30: room|location|site room
id; room_name; capacity; code; active
subject cur 18: subject|curriculum area|discipline
id; subject_name; code; colour; @staff assigned =head of subject|subject leader ?0.3
teaching_group cur 60: class|teaching group|course section|set
id; group_name; >subject; >year_group; @staff assigned =teacher|main teacher|taught by; >room ?0.3; acad_year; +meta
class_member cur 5*pupil: class member|{pupil} class|group membership|class enrolment
id; @pupil; >>teaching_group; from_date; to_date ?0.7; +meta
parent_link con 1.8*parent: {pupil} {contact}|{pupil} relation|{contact} link|{pupil} {contact} link
id; @pupil; @contact; #relation; priority; responsibility; lives_with; court_order ?0.8; +meta
attendance att v60: attendance|session mark|register mark|attendance mark
id; @pupil; event_date =date|session date|mark date; period; #att_code; minutes_late ?0.9; narr =comment|remark ?0.97; @staff written/assigned =taken by|recorded by|entered by; +meta
lesson_mark att v40: lesson attendance|lesson mark|class register
id; @pupil; >>teaching_group; event_date; #att_code; @staff written/assigned =taken by|marked by
behaviour beh 3*pupil: behaviour incident|conduct event|behaviour log|behaviour
id; @pupil; event_date; event_time; #beh_type; >room ?0.4; points; narr; @staff written =recorded by|reported by|entered by; @staff assigned =dealt with by|assigned to|owner ?0.4; state; +meta
behaviour_action beh 0.6^behaviour: behaviour action|incident action|follow up
id; ^behaviour; #sanction; due_date; narr ?0.5; @staff assigned =action owner|responsible|to be done by; @staff written =added by|created by
result asm v25: result|assessment result|mark|exam result
id; @pupil; >assessment; grade; mark ?0.2; target_grade ?0.6; event_date =result date|date; @staff written/assigned =entered by|assessor|marked by; +meta
assessment asm 40: assessment|aspect|mark sheet|test
id; exam_title; >subject; acad_year; percent; +meta
report asm 1.5*pupil: report|school report|{pupil} report
id; @pupil; >>teaching_group ?0.2; term; acad_year; effort; grade; report; @staff written/assigned =author|written by|teacher; @staff assigned =approved by|signed off by|checked by ?0.4
medical med 0.5*pupil: medical condition|{pupil} medical|health condition
id; @pupil; #condition; narr_med; medicine ?0.4; dose ?0.4; @professional assigned =doctor|gp|nurse ?0.5; expiry ?0.6; +meta
medical_event med 0.8*pupil: first aid|medical event|accident log|sick bay
id; @pupil; event_date; event_time; injury; treatment; narr_med ?0.3; @staff written/assigned =first aider|treated by|seen by; consent =parent informed|parents told
medicine_given med 1.2*pupil: medication given|medicine record|dose log
id; @pupil; medicine; dose; event_date; event_time; @staff written/assigned =given by|administered by; @staff mentions/written =witness|witnessed by ?0.4
vaccine med 0.7*pupil: immunisation|vaccination record|vaccination
id; @pupil; vaccination; event_date; consent
sen_record sen 0.3*pupil: sen record|send register|sen history|additional needs
id; @pupil; #sen; #need; from_date; to_date ?0.5; narr; @staff assigned =senco|key worker|sen contact; +meta
sen_review sen 0.8^sen_record: sen review|annual review|provision review
id; ^sen_record; event_date; narr; @staff written/assigned =chair|written by|reviewer; due_date =next review|next review date
provision sen 0.4*pupil: provision map|intervention|support plan
id; @pupil; kind_text; hours ?0.3; amount =cost|weekly cost; from_date; to_date ?0.4; @staff assigned =delivered by|run by|teaching assistant
concern sg 0.3*pupil: concern|safeguarding concern|cause for concern|welfare concern
id; @pupil; event_date; #concern; narr_sg; @staff written =raised by|reported by; @staff assigned =dsl|case lead|assigned to ?0.2; state; +meta
concern_action sg 1.2^concern: concern action|safeguarding action|case action
id; ^concern; event_date; narr_sg; @staff assigned =action by|lead|owner; state
cp_record sg 0.05*pupil: child protection|cp record|social care
id; @pupil; cp_status; from_date; to_date ?0.5; @professional assigned =social worker|caseworker|lead professional ?0.3; narr_sg; police_ref ?0.8
counselling pas 0.15*pupil: counselling|pastoral session|wellbeing session
id; @pupil; event_date; counselling; narr_sg; @staff assigned =counsellor|mentor|seen by
exclusion beh 0.1*pupil: exclusion|suspension
id; @pupil; excl_reason; from_date; to_date; sessions; narr; @staff assigned =approved by|authorised by|head; police_ref ?0.9
detention beh 0.6*pupil: detention|detention list
id; @pupil; event_date; event_time; >room; @staff assigned =supervisor|taken by|staff on duty; ^behaviour ?0.4; state =attended|outcome
achievement beh 1.5*pupil: achievement|reward|merit|praise
id; @pupil; event_date; points; narr ?0.3; @staff written/assigned =awarded by|given by
dinner_account din =pupil~0.8: dinner account|meal account|cashless account
id; @pupil; balance; diet ?0.7; fsm; card; fingerprint ?0.4; active
dinner_tx din v20: meal transaction|dinner transaction|till entry|purchase
id; ^dinner_account; event_date; amount; >menu ?0.2; period
menu din 24: menu|menu item|meal
id; menu_item; price; kind_text; >menu ?0.7 =parent|parent id|parent item
payment fin 1.5*pupil: payment|receipt|parent payment
id; @pupil; @contact about/mentions/written =payer|paid by ?0.2; amount; paid; event_date; kind_text; +meta
bank_detail fin 0.2*staff: bank detail|payee|bank account
id; @staff about; bank_account; sort_code; from_date
benefit fin 0.2*contact: benefit check|eligibility check|fsm check
id; @contact about; benefit; ni =ni number|nass; event_date; state =outcome|result
trip trp 20: trip|visit|school trip|excursion
id; trip_name; event_date; price; @staff assigned =leader|trip leader|organiser; capacity; state
trip_member trp 1*pupil: trip member|trip place|trip {pupil}|visit participant
id; >>trip; @pupil; consent; paid; diet ?0.6; @contact written/about/mentions =consent by|signed by ?0.3
club cur 16: club|activity|enrichment
id; event_label =name|club; weekday; @staff assigned =run by|leader|coach; price; capacity
club_member cur 0.8*pupil: club member|activity signup|club register
id; >>club; @pupil; from_date; paid
leaver adm 0.15*pupil: leaver|school leaver|off roll
id; @pupil; left; #leave; destination; uln
school_history stu 0.9*pupil: school history|previous school|{pupil} history
id; @pupil; >other_school; from_date; to_date; narr ?0.9 =notes|reason
other_school sys 25: other school|establishment|school
id; school_name; place_street; place_postcode; school_phone; school_email; active
address con =family: address|postal address|home address
id; house_no; street; town; postcode; uprn ?0.5; latlong ?0.8
person_address con 1*pupil: {pupil} address|address link|{person} address
id; @pupil; ^^address; from_date; to_date ?0.8
phone_number con 1.2*contact: telephone|phone number|{contact} phone
id; @contact about; phone =number|phone number|telephone; kind_text =phone type|type; order
email_address con 0.7*contact: email|email address|{contact} email
id; @contact about; email =address|email address|email; kind_text =email type|location
message_out com 2*contact: message sent|communication|outgoing message|sms log
id; @contact about =recipient|to {contact}|{contact}; @pupil =regarding|about {pupil}|concerning ?0.3; subject_line; message; moment_at =sent at|sent on|date sent; @staff written =sent by|sender; state
letter com 0.6*pupil: letter|letter sent|document sent
id; @pupil; subject_line; event_date; file_name; @staff written =printed by|author|sent by
consent_given stu 2*pupil: consent|permission|{pupil} consent
id; @pupil; #consent; consent; event_date; @contact written/about/mentions =given by|signed by ?0.3
photo_store stu 0.6*pupil: photo|picture|{pupil} photo
id; @pupil; photo; face ?0.7; event_date =taken on|date taken
visit_log vis 2*visitor: visit|visitor log|sign in log|signing in
id; @visitor about; event_date; event_time =time in|arrived; #visit; badge; @staff assigned/mentions =host|visiting|person visited ?0.2; vehicle ?0.7
late_log att 0.5*pupil: late sign in|late log|sign in
id; @pupil; event_date; event_time =time in|arrived at; absence_reason; author_text =brought by|signed in by ?0.5
staff_absence hr 2*staff: {staff} absence|sickness record|leave record
id; @staff about; from_date; to_date; #absence; narr_med ?0.5; @staff assigned =approved by|authorised by|line manager ?0.3; +meta
cover hr 1.5*staff: cover|cover arrangement|supply cover
id; @staff about/assigned =absent {staff}|absent teacher|for {staff}; @staff assigned =covering {staff}|covered by|cover teacher; >>teaching_group; event_date; period
staff_training hr 3*staff: training|cpd record|{staff} training
id; @staff about; event_label =course|training title; event_date; expiry ?0.4; amount =cost|fee ?0.5
staff_check hr =staff: single central record|scr check|safeguarding check|dbs check
id; @staff about; dbs; dbs_result; offence ?0.8; event_date =checked on|issue date; @staff written/assigned =checked by|verified by; medical_note =health declaration|medical clearance ?0.5; birth_country ?0.7
appraisal hr 0.8*staff: appraisal|performance review|performance management
id; @staff about; @staff assigned =reviewer|line manager|appraiser; appraisal; narr =objectives|comments; acad_year
contract hr 1.2*staff: contract|post held|employment
id; @staff about; #job; #pay_scale; salary; hours; from_date; to_date ?0.8
qualification hr 1*staff: qualification|{staff} qualification
id; @staff about; qualification; event_date =awarded|date awarded; grade =class|classification ?0.5
equal_ops hr 0.5*staff: equality monitoring|diversity form|equal opportunities
id; @staff about; #ethnicity; #religion; orientation; disability; #union; politics ?0.8; genetic ?0.9
grievance hr 0.15*staff: disciplinary|hr case|grievance
id; @staff about =subject|{staff}|about {staff}; @staff assigned =investigator|case owner|handled by; @staff written/about =complainant|raised by ?0.3; narr; offence ?0.7; state
meeting_gov gov 20: meeting|board meeting|governor meeting
id; event_date; event_label; >room ?0.2; @staff assigned/written =clerk|minutes by
meeting_attend gov 3*governor: meeting attendance|governor attendance|attendee
id; >>meeting_gov; @governor about; state =attended|apologies
loan lib 1.2*pupil: loan|library loan|book loan
id; >book; @pupil =borrower|{pupil}|issued to; event_date =issued|loan date; due_date; to_date =returned|return date ?0.5; amount =fine|fine due ?0.8
book lib 120: book|library item|catalogue item
id; book_title; book_author; publisher; isbn; price; active
device it 60: device|laptop|asset|equipment
id; asset; model; @staff assigned =assigned to|issued to|holder ?0.5; event_date =purchased|bought on; price
device_loan it 0.1*pupil: device loan|laptop loan|chromebook loan
id; >device; @pupil; event_date; due_date ?0.5; device
login_log sys v10: login log|access log|session log|sign on log
id; @account about/written =user|user id|{account}; moment_at =logged at|time|login time; ip; device ?0.7; cookie ?0.5
audit sys v15: audit|audit trail|change log|audit log
id; *(pupil,contact,staff,behaviour,concern,payment) about; log_action; old_value ?0.5; new_value ?0.5; moment_at =changed at|when|logged at; @staff written =changed by|user|by user
note com 1.2*pupil: note|comment|journal|general note
id; *(pupil,contact,staff,behaviour,medical) about; narr; @staff written =author|written by|created by; moment_at =noted at|created; +meta
attachment sys 0.8*pupil: attachment|document|linked document|file link
id; *(pupil,staff,concern,sen_record,behaviour) about; file_name; mime; size; @staff written =uploaded by|added by; xml
task sys 1.5*staff: task|to do|workflow task
id; event_label; narr ?0.3; due_date; @staff assigned =assigned to|owner|assignee; @staff written =created by|requested by; *(pupil,staff,concern) about/mentions ?0.3; state
group_visit pas 0.3*pupil: group session|support group|nurture session
id; event_date; [@pupil about =members|{pupil} ids|attendees|{pupil}s; narr; @staff assigned =led by|facilitator
seating cur 0.3*pupil: seating plan|table plan|exam seating
id; >>teaching_group; {@pupil about =layout|plan|data|details; moment_at =saved at|changed
message_in com 0.5*contact: inbox|message received|incoming message
id; @contact written/about =from {contact}|sender|{contact}; subject_line; message; moment_at =received at|received; [@staff mentions/assigned =recipients|sent to|to {staff} ids; state
incident beh 0.4*pupil: incident|serious incident|incident report
id; event_date; event_time; >room; narr; @staff written =reporter|reported by|completed by; state; +meta
incident_person beh 2^incident: incident {pupil}|incident involvement|involved {pupil}
id; ^^incident; @pupil; kind_text =involvement|part played; sanction ?0.5
bully beh 0.15*pupil: bullying log|prejudice incident|racist incident log
id; @pupil =victim|target|harmed {pupil}; @pupil =perpetrator|alleged {pupil}|accused; event_date; narr; @staff written =logged by|recorded by
exam_entry exm 1.2*pupil: exam entry|entry|candidate entry
id; @pupil; exam_no; >exam_paper; state; amount =fee|entry fee; @staff written/assigned =entered by|exams officer
exam_paper exm 30: exam paper|component|paper|exam component
id; exam_title; >subject; event_date; percent
access_arr exm 0.15*pupil: access arrangement|exam concession|exam arrangement
id; @pupil; kind_text =arrangement|arrangement type; narr =evidence|rationale; @staff assigned =approved by|assessor
transport stu 0.3*pupil: transport|bus pass|{pupil} transport
id; @pupil; bus; street =pick up|pickup point; from_date; price
locker stu 0.2*pupil: locker|locker allocation
id; locker_no; @pupil about/assigned ?0.3; amount =deposit|deposit paid; >room
survey_answer com 0.6*pupil: survey response|questionnaire answer|{pupil} voice
id; @pupil ?0.3; event_date; narr =answer|response; mark =score|rating
interest_reg gov 1.5*governor: register of interests|declaration|interest declared
id; @governor about; interest; politics ?0.7; event_date
complaint com 0.1*contact: complaint|formal complaint
id; @contact about/written =complainant|raised by|{contact}; @staff about/mentions =complained about|concerning {staff} ?0.3; @pupil ?0.4; narr; event_date; @staff assigned =investigated by|handled by; state
pupil_history stu 0.5*pupil: {pupil} history log|roll history|status history
id; @pupil; status_of_person; year_text; event_date; sen ?0.5
family con =family: family|household|family unit
id; family_name_text; salut; home_phone ?0.3; street; postcode; +meta
family_member con =pupil: family {pupil}|household member|family link
id; ^^family; @pupil; order
family_adult con =contact: family adult|household adult|family {contact}
id; ^^family; @contact about; priority; lives_with
clinic med 0.2*pupil: clinic appointment|appointment|nurse appointment
id; @pupil; @professional assigned =clinician|nurse|seen by ?0.2; event_date; event_time; narr_med ?0.4; state
app_device com 0.4*contact: app device|push device|mobile device
id; @contact about; device; last_login; ip ?0.4
web_activity it v6: web log|browsing log|filter log
id; @pupil; visited_url; moment_at =visited at|time; ip; kind_text
safe_alert it 0.1*pupil: filter alert|monitoring alert|web alert
id; @pupil; narr =captured text|content|screen text; moment_at =raised at|time; @staff assigned =reviewed by|assigned to ?0.5
volunteer hr 15: volunteer|helper|parent helper
id; @contact about; dbs ?0.3; from_date; kind_text
transfer adm 0.1*applicant: application note|admission note|application history
id; @applicant about; event_date; narr; @staff written/assigned =noted by|handled by
offer adm 0.6*applicant: offer|admission offer|place offer
id; @applicant about; event_date; state; >year_group
alumni_gift alu 0.8*alumnus: donation|gift|alumni gift
id; @alumnus about; amount; event_date; narr ?0.8
timetable cur 200: timetable|lesson|timetable slot
id; >>teaching_group; weekday; period; >room; @staff assigned =teacher|taught by|{staff}
calendar sys 80: calendar|calendar event|diary
id; event_label; event_date; event_time; @staff written =created by|entered by ?0.3; >room ?0.6
homework cur 150: homework|home learning|assignment
id; >>teaching_group; event_label =title|task; due_date; @staff written/assigned =set by|teacher; task_text =instructions|task details
submission cur 1.5*pupil: submission|hand in|homework submission
id; >homework; @pupil; moment_at =submitted at|handed in; grade ?0.3; mark ?0.3; file_name ?0.4; @staff written/assigned =marked by|graded by ?0.4
nominal fin 40: account|nominal account|ledger account
id; ledger_code; label; thing_amount =balance|budget; >nominal ?0.6 =parent|parent account
invoice fin 150: invoice|purchase invoice|supplier invoice
id; >supplier; thing_amount =amount|net; event_date; @staff assigned =approved by|authorised by; >nominal; @staff written =entered by|keyed by
supplier fin 25: supplier|vendor|contractor
id; supplier_name; place_street; place_postcode; school_phone; school_email
stock fin 60: stock|stock item|uniform item
id; label; price; thing_count =quantity|in stock; >supplier
setting sys 120: setting|system option|configuration|parameter
id; setting_key; setting_value; updated
job_log sys 200: job log|scheduler log|system log|error log
id; loglevel; log_text; moment_at =logged at|time; setting_key =source|module
module sys 20: module|plugin|feature
id; label; version; active
permission sys 60: permission|user right|access right
id; >module; label =permission|right; code
user_permission sys 2*staff: user permission|access granted|role member
id; @account about; >permission; from_date
import_queue sys 0: import queue|import staging|staging
id; xml; state; created
archive_empty sys 0: archive|old data|history archive
id; @pupil; narr; created
print_queue sys 0: print queue|print job
id; @account about; file_name; created
colour_scheme sys 8: theme|colour scheme|skin
id; label; colour; json_options
holiday sys 30: holiday|closure|term date
id; event_label =name|holiday; event_date; to_date
equipment_check it 50: equipment check|pat test|safety check
id; >device; event_date; state; @staff written/assigned =tested by|inspector
risk trp 20: risk assessment|hazard
id; >trip; task_text =hazard|controls; @staff written =author|assessed by; @staff assigned =approved by|signed by
room_booking sys 100: room booking|booking
id; >room; @staff assigned/about =booked for|booked by|organiser; event_date; period
parents_evening com 0.5*pupil: appointment slot|parents evening booking|consultation
id; @pupil; @contact ?0.2; @staff assigned =teacher|with {staff}; event_date; event_time
fingerprint_store it 0.3*pupil: biometric|biometric enrolment|finger enrolment
id; @pupil; fingerprint; consent; created
ehcp sen 0.05*pupil: ehc plan|ehcp|education plan
id; @pupil; from_date; narr; amount =funding|top up; @professional assigned =case officer|psychologist|lead professional ?0.2
contact_log pas 0.6*pupil: contact log|home contact|call log
id; @pupil; @contact about/mentions =spoken to|{contact} ?0.2; event_date; narr; @staff written/assigned =made by|caller|logged by; kind_text =medium|contact type
class_role cur 0.1*pupil: school council|prefect|{pupil} role
id; @pupil; pupil_role =role|position; acad_year
"""

COMPOSITE = """
enrolment stu 1.6*pupil: enrolment|{pupil} year|roll entry
@pupil; acad_year =academic year|school year|year; year_text; status_of_person; >>form ?0.1; from_date; to_date ?0.5
term_grade asm 0.8^enrolment: term grade|progress grade|report grade
id; &enrolment; term; grade; effort; @staff written/assigned =entered by|teacher
course_plan cur 40: course|programme
code =course code|course; acad_year; label; >subject; @staff assigned =leader|course leader ?0.2
course_entry cur 1.5*pupil: course entry|course enrolment|programme membership
id; @pupil; &course_plan; from_date; grade ?0.5
"""

EAV = """
field_def sys 18: custom field|additional field|user defined field|field definition
field_value sys 1.4*pupil: custom field value|additional value|user defined value|field value
"""
